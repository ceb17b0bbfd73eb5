// What `make browser-full` adds, of every screen in both languages: small and enlarged, forced colours, by keyboard alone, by a
// wrong clock; and no network, and many files.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { walk } from './screens.mjs';

const MEMORY_MAX = 500 << 20;
const DAY = 24 * 60 * 60 * 1000;
const LOCALES = ['en-GB', 'ru-RU'];

// The parent of a process (proc(5): the name in brackets may have anything in it).
function parent(pid) {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
}

function isOurs(pid) {
  for (let at = pid; at > 1; at = parent(at)) if (at === process.pid) return true;
  return false;
}

// Memory of all processes of our browsers that draw pages, in bytes: windows and their workers, each with its share of what
// several have together.
function rendererMemory() {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer') || !isOurs(Number(pid))) continue;
      sum += 1024 * Number(/^Pss:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
    } catch { /* It has ended. */ }
  }
  return sum;
}

// Nothing is cut off at the side.
async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 1, `${where} is ${wide} pixels too wide`);
}

// The Tab key comes to everything that can be used, and one sees where it is.
async function reachable(page, where) {
  await page.evaluate(() => {
    const isSeen = (element) => {
      const shown = element.matches('input[type=file]') ? element.closest('label') : element;
      return shown.checkVisibility({ checkVisibilityCSS: true }) && !element.closest('details:not([open]) > :not(summary)');
    };
    const all = document.querySelectorAll('a[href], button:not(:disabled), input, summary, [tabindex="0"]');
    window.wanted = new Set([...all].filter(isSeen));
    window.unseen = [];
    window.outlined = new Set();
    document.activeElement?.blur();
  });
  const most = await page.evaluate(() => window.wanted.size) + 5;
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    const left = await page.evaluate(() => {
      const at = document.activeElement;
      const outlined = [at, at.closest('.button')].some((element) => element && getComputedStyle(element).outlineStyle !== 'none');
      // A field for a day has several stops, and the browser draws the rings of the inner ones.
      if (outlined) window.outlined.add(at);
      else if (at !== document.body && !window.outlined.has(at)) window.unseen.push(at.outerHTML.slice(0, 120));
      window.wanted.delete(at);
      return window.wanted.size;
    });
    if (left === 0) break;
  }
  const [left, unseen] = await page.evaluate(() => [[...window.wanted].map((element) => element.outerHTML.slice(0, 120)), window.unseen]);
  assert.deepEqual(left, [], `the Tab key never comes to these, ${where}`);
  assert.deepEqual(unseen, [], `nobody sees that the focus is here, ${where}`);
}

// A walk in each language.
async function inBoth(world, options, each) {
  for (const locale of LOCALES) await walk(world, { ...options, locale }, (page, screen) => each(page, screen, locale.slice(0, 2)));
}

export const full = {
  async everything_fits_at_320_pixels(world) {
    await inBoth(world, { viewport: { width: 320, height: 640 } }, async (page, screen, language) => {
      await world.picture(page, `320.${screen}.${language}`);
      await fits(page, screen);
      await world.accessible(page, `${screen}, 320 px, ${language}`);
    });
  },

  async everything_fits_at_twice_the_size(world) {
    await inBoth(world, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, async (page, screen, language) => {
      await fits(page, screen);
      await world.accessible(page, `${screen}, 200 %, ${language}`);
    });
  },

  async forced_colours_and_a_dark_screen(world) {
    for (const options of [{ forcedColors: 'active' }, { colorScheme: 'dark' }]) {
      const name = Object.values(options)[0];
      await inBoth(world, options, async (page, screen, language) => {
        await world.picture(page, `${name}.${screen}.${language}`);
        await world.accessible(page, `${screen}, ${name}, ${language}`);
      });
    }
  },

  async the_tab_key_comes_to_everything_on_every_screen(world) {
    await inBoth(world, {}, (page, screen, language) => reachable(page, `${screen}, ${language}`));
  },

  async a_keyboard_alone_is_enough(world) {
    const tabber = (page) => async (what) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), what)) return;
      }
      const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 90));
      throw new Error(`the Tab key never comes to ${what}; it is at ${at}`);
    };
    const focused = (page) => page.evaluate(() => document.activeElement.id);
    await world.open({}, async (page) => {
      const tabTo = tabber(page);
      await tabTo('input[data-files=named]');
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
      await chooser.setFiles(world.names().slice(0, 10).map((name) => world.file(name)));
      await world.verdicts(page);
      assert.equal(await focused(page), 'results-title', 'the focus goes to the results');
      await tabTo('tbody [data-act=open]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#verdict .report');
      assert.equal(await focused(page), 'verdict', 'the focus goes to the verdict');
      await tabTo('[data-act=close]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#verdict', { state: 'detached' });
      await tabTo('[data-act=again]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#choose');
      await tabTo('[data-act=scan]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#camera');
      assert.equal(await focused(page), 'scan-title', 'the focus goes to the camera');
      await tabTo('[data-act=scan-stop]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#choose');
      assert.equal(await focused(page), 'choose-title', 'the focus comes back');
      await tabTo('[data-act=ask]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#ask-audience');
    });
    const town = await world.served();
    await world.open({ url: town.checker }, async (page) => {
      const tabTo = tabber(page);
      await page.waitForSelector('[data-act=compare]');
      await tabTo('[data-act=compare]');
      await page.keyboard.press('Enter');
      await tabTo('#hash');
      await page.keyboard.type(town.hash);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.trust.green');
    });
  },

  async nothing_needs_a_network_after_loading(world) {
    await world.open({}, async (page) => {
      await page.context().setOffline(true);
      await world.choose(page, ['answer.attestat-presentation', world.names().find((name) => /^one-field\..*png$/u.test(name))]);
      await world.verdicts(page);
      await page.click('[data-act=again]');
      await page.click('[data-act=scan]');
      await page.waitForFunction(() => /^1 of /u.test(document.querySelector('.scan-count')?.textContent ?? ''));
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
      console.log(`    ten thousand files: ${seconds.toFixed(0)} s, at most ${Math.round(most / (1 << 20))} MB in all pages and their workers`);
      assert.ok(most > 0 && most < MEMORY_MAX, `${most} bytes`);
    });
  },

  async a_clock_that_is_a_day_off_makes_nothing_green_that_was_not_and_breaks_no_screen(world) {
    for (const clock of [-DAY, DAY]) {
      await inBoth(world, { clock }, async (page, screen) => {
        // The sample is judged as of its own moment.
        if (screen === 'sample') return;
        if (clock < 0) assert.equal(await page.locator('.verdict.green').count(), 0, screen);
        assert.ok(await page.locator('h1').first().isVisible(), screen);
      });
    }
    const verdict = async (clock) => {
      let colour;
      await world.open({ clock }, async (page) => {
        await world.choose(page, [join(world.samples, 'request.json')]);
        await page.waitForSelector('[data-act=forget-request]');
        await world.choose(page, ['answer.attestat-presentation']);
        await world.verdicts(page);
        colour = (await page.locator('.verdict').getAttribute('class')).split(' ').at(-1);
      });
      return colour;
    };
    assert.equal(await verdict(0), 'green');
    assert.notEqual(await verdict(-DAY), 'green');
    assert.equal(await verdict(DAY), 'green', 'status files are trusted for a week');
  },
};
