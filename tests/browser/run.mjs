// Runs the tests and tells of them as cargo does: `node run.mjs TARGET CHROMIUM [full]`. `… bench PAGE ARCHIVE FILES` measures.
import { World } from './world.mjs';
import { short } from './short.mjs';
import { served } from './served.mjs';
import { full } from './full.mjs';
import { bench } from './bench.mjs';

const [target, chromiumPath, ...more] = process.argv.slice(2);
const world = new World({ target, chromiumPath, sources: process.env.SOURCES });
if (more[0] === 'bench') {
  await world.launch();
  await bench(world, more.slice(1)).finally(() => world.browser.close());
  process.exit();
}
const wanted = process.env.ONLY ?? '';
const tests = Object.entries({ ...short, ...served, ...(more.includes('full') ? full : {}) }).filter(([name]) => name.includes(wanted));
world.prepare();
await world.launch();
console.log(`\nrunning ${tests.length} tests`);
const failures = [];
let ignored = 0;
for (const [name, test] of tests) {
  const began = Date.now();
  try {
    const skipped = await test(world);
    if (skipped) ignored += 1;
    console.log(`test browser::${name} ... ${skipped ? `SKIPPED: ${skipped}` : 'ok'}`);
  } catch (error) {
    failures.push([name, error]);
    console.log(`test browser::${name} ... FAILED`);
  }
  if (process.env.TIMES) console.log(`    ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
await world.end();
for (const [name, error] of failures) console.log(`\n---- browser::${name} ----\n${error.stack ?? error}`);
const passed = tests.length - failures.length - ignored;
const word = failures.length ? 'FAILED' : 'ok';
console.log(`\ntest result: ${word}. ${passed} passed; ${failures.length} failed; ${ignored} ignored; 0 measured; 0 filtered out`);
process.exitCode = failures.length ? 101 : 0;
