// Every screen that a person can come to, one after the other: `walk` opens each and hands it to a test.
import { join } from 'node:path';

const FEW = 30;

// `names` are the files of the table; `each` is given the page and the screen's name.
export async function walk(world, options, each, names = world.names().slice(0, FEW)) {
  await ofAFile(world, options, each, names);
  await ofACamera(world, options, each);
  await ofANode(world, options, each);
}

async function ofAFile(world, options, each, names) {
  await world.open({ ...options, html: world.bare }, (page) => each(page, 'no-roster'));
  await world.open(options, async (page) => {
    await each(page, 'start');
    await page.locator('details summary').first().click();
    await each(page, 'roster');
    await page.click('[data-act=ask]');
    await each(page, 'request-form');
    await fillRequest(page);
    await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    await page.waitForSelector('.codes svg');
    await each(page, 'request-made');
    await page.click('[data-act=ask-close]');
    await page.click('[data-act=forget-request]');
    await page.click('[data-act=sample]');
    await world.verdicts(page);
    await each(page, 'sample');
    await page.click('[data-act=again]');
    await world.choose(page, [join(world.samples, 'request.json')]);
    await page.waitForSelector('[data-act=forget-request]');
    await each(page, 'request-held');
    await world.choose(page, ['answer.attestat-presentation']);
    await world.verdicts(page);
    await each(page, 'one-verdict');
    await page.click('[data-act=again]');
    await world.choose(page, [world.names().find((name) => name.startsWith('certificate-')), 'scan.pdf', 'photo.heic']);
    await world.verdicts(page);
    await each(page, 'three-verdicts');
    await page.click('[data-act=again]');
    await world.choose(page, names);
    await world.verdicts(page);
    await each(page, 'many');
    await page.locator('tbody [data-act=open]').nth(7).click();
    await page.waitForSelector('#verdict .report');
    await each(page, 'one-of-many');
    await page.locator('div.filter .chip:enabled >> nth=0').click();
    await each(page, 'red-ones');
    await page.click('[data-act=again]');
    await world.choose(page, [join(world.samples, 'very-many.zip')]);
    await page.waitForSelector('progress[max]');
    await each(page, 'working');
    await page.click('[data-act=stop]');
    await page.waitForSelector('#results');
    await each(page, 'stopped');
  });
}

async function fillRequest(page) {
  await page.fill('#ask-audience', 'Admissions (SAMPLE)');
  await page.fill('#ask-until', '2098-12-31');
  await page.check('[name="need:family_name"]');
  await page.fill('#ask-purpose', 'Admission 2027');
}

async function ofACamera(world, options, each) {
  await world.open(options, async (page) => {
    await page.click('[data-act=scan]');
    await page.waitForFunction(() => /\d/u.test(document.querySelector('.scan-count')?.textContent ?? ''));
    await each(page, 'camera');
    await page.click('[data-act=scan-stop]');
    await page.waitForSelector('#choose');
  });
  await world.open({ ...options, browser: await world.forbidding() }, async (page) => {
    await page.click('[data-act=scan]');
    await page.waitForSelector('#page .notice.bad');
    await each(page, 'camera-refused');
  });
}

async function ofANode(world, options, each) {
  const served = await world.served();
  await world.open({ ...options, url: `${served.url}/`, begins: false }, async (page) => {
    await each(page, 'status');
    await page.locator('summary').first().click();
    await each(page, 'status-table');
  });
  await world.open({ ...options, url: served.checker }, async (page) => {
    await page.waitForSelector('[data-act=compare]');
    await each(page, 'served');
    await page.click('[data-act=compare]');
    await each(page, 'comparing');
    await page.fill('#hash', '0'.repeat(64));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#page .notice.bad');
    await each(page, 'another-roster');
    await page.fill('#hash', served.hash);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.trust.green');
    await each(page, 'compared');
  });
}
