// What `make browser-full` adds: keyboard, small and enlarged screens, forced colours, no network, many files, a wrong clock.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY_MAX = 500 << 20;
const DAY = 24 * 60 * 60 * 1000;

// Resident memory of the browser's processes that draw pages, in bytes.
function rendererMemory() {
  let most = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const kib = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
      most = Math.max(most, Number(kib) * 1024);
    } catch { /* It has ended. */ }
  }
  return most;
}

// Nothing is cut off at the side.
async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 1, `${where} is ${wide} pixels too wide`);
}

async function walk(world, options, each) {
  await world.open(options, async (page) => {
    await each(page, 'start');
    await world.choose(page, ['answer.attestat-presentation']);
    await world.verdicts(page);
    await each(page, 'one verdict');
    await page.click('[data-act=again]');
    await world.choose(page, world.names().slice(0, 30));
    await world.verdicts(page);
    await each(page, 'many');
  });
}

export const full = {
  async everything_fits_at_320_pixels(world) {
    for (const locale of ['en-GB', 'ru-RU']) {
      await walk(world, { locale, viewport: { width: 320, height: 640 } }, async (page, where) => {
        await world.picture(page, `320.${where.replace(' ', '-')}.${locale.slice(0, 2)}`);
        await fits(page, where);
        await world.accessible(page, where);
      });
    }
  },

  async everything_fits_at_twice_the_size(world) {
    await walk(world, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, fits);
  },

  async forced_colours_and_a_dark_screen(world) {
    for (const options of [{ forcedColors: 'active' }, { colorScheme: 'dark' }]) {
      const name = Object.values(options)[0];
      await walk(world, options, async (page, where) => {
        await world.picture(page, `${name}.${where.replace(' ', '-')}`);
        await world.accessible(page, where);
      });
    }
  },

  async a_keyboard_alone_is_enough(world) {
    await world.open({}, async (page) => {
      const focused = () => page.evaluate(() => document.activeElement?.closest('[data-act], input, summary, [tabindex]')?.outerHTML.slice(0, 90) ?? '');
      const tabTo = async (what) => {
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press('Tab');
          if (await page.evaluate((selector) => document.activeElement?.matches(selector), what)) return;
        }
        throw new Error(`the Tab key never comes to ${what}; it is at ${await focused()}`);
      };
      await tabTo('input[data-files=named]');
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
      await chooser.setFiles(world.names().slice(0, 10).map((name) => world.file(name)));
      await world.verdicts(page);
      await tabTo('tbody [data-act=open]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#verdict .report');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'verdict-title', 'the focus goes to the verdict');
      await tabTo('[data-act=close]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#verdict', { state: 'detached' });
      await tabTo('[data-act=again]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#choose');
    });
  },

  async nothing_needs_a_network_after_loading(world) {
    await world.open({}, async (page) => {
      await page.context().setOffline(true);
      await world.choose(page, ['answer.attestat-presentation', world.names().find((name) => /^one-field\..*png$/u.test(name))]);
      await world.verdicts(page);
    });
  },

  async ten_thousand_files_stay_under_500_megabytes(world) {
    await world.open({}, async (page) => {
      let most = 0;
      const measuring = setInterval(() => { most = Math.max(most, rendererMemory()); }, 500);
      const began = Date.now();
      await world.choose(page, [join(world.samples, 'very-many.zip')]);
      await world.verdicts(page, 900_000);
      clearInterval(measuring);
      const seconds = (Date.now() - began) / 1000;
      console.log(`    ten thousand files: ${seconds.toFixed(0)} s, at most ${Math.round(most / (1 << 20))} MB`);
      assert.ok(most > 0 && most < MEMORY_MAX, `${most} bytes`);
    });
  },

  async a_clock_that_is_a_day_behind_makes_nothing_green(world) {
    await world.open({ clock: -DAY }, async (page) => {
      await world.choose(page, ['answer.attestat-presentation']);
      await world.verdicts(page);
      assert.equal(await page.locator('.verdict.green').count(), 0);
    });
    await world.open({ clock: DAY }, async (page) => {
      await world.choose(page, ['answer.attestat-presentation']);
      await world.verdicts(page);
      assert.equal(await page.locator('.verdict').count(), 1);
    });
  },

  codes_before_a_camera: () => 'the page has no live camera yet',
};
