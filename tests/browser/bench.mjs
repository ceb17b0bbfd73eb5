// The figures of a page for `make bench`: one archive of many presentations, judged on all cores, told as a line of JSON.
import { cpus } from 'node:os';

const PATIENCE_MS = 900_000;

export async function bench(world, [html, archive, files]) {
  await world.open({ html }, async (page) => {
    const began = performance.now();
    await world.choose(page, [archive]);
    await page.waitForSelector('#results', { timeout: PATIENCE_MS });
    const seconds = (performance.now() - began) / 1000;
    const told = (await page.locator('#results-title').innerText()).replaceAll(/[\s,.\u00a0\u202f]/gu, '');
    if (!told.includes(files)) throw new Error(`not all of ${files} files were judged: ${told}`);
    console.log(JSON.stringify({ seconds, cores: Math.min(page.workers().length, cpus().length) }));
  });
}
