// The checker and the status page as a node serves them: trust from the host, what is kept, and what is left when the node is away.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { SIZES, collapsed, sha256 } from './world.mjs';

const AWAY = /ERR_CONNECTION_REFUSED/u;

// The text that the page keeps for the next time.
const stored = (page) => page.evaluate(() => new Promise((resolve) => {
  const opening = indexedDB.open('attestat', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('pages').objectStore('pages').get('checker');
    asked.onsuccess = () => resolve(asked.result ? JSON.parse(asked.result) : null);
  };
}));

// The sizes of the heads that the page keeps, by their logs.
async function heads(page) {
  const { trust } = await stored(page);
  return Object.fromEntries(trust.heads.map((note) => note.split('\n').slice(0, 2)).map(([log, size]) => [log, Number(size)]));
}

async function begun(context, url) {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('html.begun', { timeout: 60_000 });
  return page;
}

async function fetched(page) {
  await page.waitForSelector('.trust h2');
  await page.waitForFunction(() => document.querySelector('[data-act=compare], .trust.green'));
}

async function compare(page, hash) {
  await fetched(page);
  await page.click('[data-act=compare]');
  await page.fill('#hash', hash);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.trust.green');
}

// The version that is kept is whole: its name, and the paths that are in it.
const keptVersions = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  const all = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    all[name] = requests.map(({ url }) => new URL(url).pathname).sort();
  }
  return all;
});

// Until the browser keeps this many files, and one version of them.
async function untilKept(page, isSo) {
  for (let patience = 0; patience < 200; patience += 1) {
    const versions = await keptVersions(page);
    if (isSo(versions)) return versions;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the browser keeps ${JSON.stringify(await keptVersions(page))}`);
}

// What becomes of the worker that the page's host has now.
const fate = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = new Promise((resolve) => registration.addEventListener('updatefound', () => resolve(registration.installing), { once: true }));
  registration.update();
  const worker = registration.installing ?? await found;
  return new Promise((resolve) => {
    const tell = () => ['redundant', 'activated'].includes(worker.state) && resolve(worker.state);
    worker.addEventListener('statechange', tell);
    tell();
  });
});

// The lines of which a bundle's hash is made (docs/spec/web.md).
const bundleHash = (files) => sha256(Object.entries(files).map(([path, bytes]) => [path, `${sha256(bytes)}  ${path}\n`])
  .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other))).map(([, line]) => line).join(''));

// A node that is no longer the one that it was: the same files, some of them in another version, on the same port.
async function another(port, files, headers) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/^\/checker\//u, '') || 'index.html';
    if (!(path in files)) return response.writeHead(404).end();
    response.writeHead(200, headers[path] ?? headers['index.html']).end(files[path]);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

const integrity = (bytes) => `sha256-${Buffer.from(sha256(bytes), 'hex').toString('base64')}`;

// The files in another version: the page has one more comment, and the worker that keeps it says so.
function changed(files, comment) {
  const next = { ...files, 'index.html': Buffer.concat([files['index.html'], Buffer.from(`<!-- ${comment} -->`)]) };
  delete next['service.js'];
  const before = { ...files };
  delete before['service.js'];
  const script = files['service.js'].toString()
    .replace(bundleHash(before), bundleHash(next))
    .replace(integrity(files['index.html']), integrity(next['index.html']));
  return { ...next, 'service.js': Buffer.from(script) };
}

export const served = {
  async a_nodes_own_roster_makes_nothing_green_until_its_hash_was_compared(world) {
    const town = await world.served();
    await world.visit({ url: town.checker }, async (context) => {
      const page = await begun(context, town.checker);
      await fetched(page);
      assert.match(await page.locator('.trust.amber h2').innerText(), /localhost:\d+'s own roster, which nobody has compared/u);
      await world.choose(page, [town.document]);
      await world.verdicts(page);
      assert.equal(await page.locator('.verdict.amber').count(), 1, await page.locator('#results').innerText());
      await compare(page, town.hash);
      await page.waitForSelector('.verdict.green');
      await page.close();
      // The next time the roster is compared already, and what was issued since is judged by newer heads.
      const before = await (async () => {
        const next = await begun(context, town.checker);
        await next.waitForSelector('.trust.green');
        const known = await heads(next);
        await next.close();
        return known;
      })();
      const { document } = JSON.parse(await town.say('issue'));
      const next = await begun(context, town.checker);
      await next.waitForSelector('.trust.green');
      await next.locator('.trust details summary').click();
      await Promise.all([
        next.waitForResponse((answer) => answer.url().endsWith('/trust/logs.json')),
        next.click('[data-act=refresh]'),
      ]);
      for (let patience = 0; patience < 100 && (await heads(next))['school-0.example/1'] === before['school-0.example/1']; patience += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const after = await heads(next);
      assert.equal(Object.keys(after).length, 5);
      assert.ok(after['school-0.example/1'] > before['school-0.example/1'], JSON.stringify({ before, after }));
      await world.choose(next, [document]);
      await world.verdicts(next);
      assert.equal(await next.locator('.verdict.green').count(), 1, await next.locator('#results').innerText());
    });
  },

  async the_status_page_at_both_sizes_in_both_languages(world) {
    const town = await world.served();
    for (const size of Object.keys(SIZES)) {
      for (const [locale, words] of [['en-GB', 'All 5 logs agree'], ['ru-RU', 'Расхождений нет']]) {
        await world.open({ size, locale, url: `${town.url}/`, begins: false }, async (page) => {
          assert.ok((await page.locator('h1').innerText()).includes(words));
          await world.picture(page, `status.${size}.${locale.slice(0, 2)}`);
          await world.accessible(page, `the status page, ${size}, ${locale}`);
          await page.locator('a.button').click();
          await page.waitForSelector('html.begun');
          assert.equal(await page.evaluate(() => location.pathname), '/checker/');
        });
      }
    }
  },

  async a_node_asks_for_no_camera_but_in_the_checker(world) {
    const town = await world.served();
    const allowed = async (path) => (await fetch(town.url + path)).headers.get('permissions-policy');
    assert.match(await allowed('/checker/'), /camera=\(self\)/u);
    for (const path of ['/', '/status.json', '/trust/logs.json', '/nothing']) assert.match(await allowed(path), /camera=\(\)/u, path);
    await world.open({ url: town.checker }, async (page) => {
      const readers = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/codes.')).length);
      assert.equal(await readers(), 0, 'the reader of codes is loaded where there is a camera');
      await page.click('[data-act=scan]');
      await page.waitForFunction(() => /\d/u.test(document.querySelector('.scan-count')?.textContent ?? ''));
      assert.equal(await readers(), 1);
    });
  },

  async a_node_that_is_away_leaves_the_version_that_was_kept(world) {
    const town = await world.served();
    const picture = world.names().find((name) => /^one-field\..*png$/u.test(name));
    await world.visit({ url: town.checker }, async (context, faults) => {
      const page = await begun(context, town.checker);
      await compare(page, town.hash);
      const versions = await untilKept(page, (all) => Object.values(all)[0]?.length > 0);
      const [[name, paths]] = Object.entries(versions);
      assert.equal(Object.keys(versions).length, 1);
      // Exactly the bundle's files: neither trust nor the worker that keeps them.
      const files = {};
      for (const path of paths) {
        assert.match(path, /^\/checker\/(?:index\.html|\w+\.[0-9a-f]{16}\.(?:js|css|wasm))$/u);
        files[path.slice('/checker/'.length)] = Buffer.from(await (await fetch(town.url + path)).arrayBuffer());
      }
      assert.equal(paths.length, 6);
      assert.equal(name, `checker-${bundleHash(files)}`);
      await page.close();
      await town.say('stop');
      try {
        const later = await begun(context, town.checker);
        const words = collapsed(await later.locator('.trust').innerText());
        assert.ok(words.includes(`cannot be asked now`), words);
        assert.ok(words.includes(`This is version ${name.slice('checker-'.length, 'checker-'.length + 16)} of the checker`), words);
        await world.picture(later, 'away');
        await world.accessible(later, 'a node that is away');
        await world.choose(later, [town.document, picture]);
        await world.verdicts(later);
        assert.equal(await later.locator('.verdict.green').count(), 1, await later.locator('#results').innerText());
        // The reader of codes was kept, too: what it found is told.
        const told = await later.locator('.verdict').filter({ hasText: picture }).innerText();
        assert.doesNotMatch(told, /no code|cannot be read|damaged/iu);
      } finally {
        await town.say('start');
      }
      assert.ok(faults.length > 0 && faults.every((fault) => AWAY.test(fault)), faults.join('\n'));
      faults.length = 0;
    });
  },

  async a_new_version_replaces_the_kept_one_whole_or_not_at_all(world) {
    const town = await world.served();
    const [files, headers] = [{}, {}];
    await world.visit({ url: town.checker }, async (context, faults) => {
      const page = await begun(context, town.checker);
      await fetched(page);
      const versions = await untilKept(page, (all) => Object.values(all)[0]?.length === 6);
      const [[first, paths]] = Object.entries(versions);
      for (const path of [...paths, '/checker/service.js']) {
        const answer = await fetch(town.url + path);
        const name = path.slice('/checker/'.length);
        files[name] = Buffer.from(await answer.arrayBuffer());
        headers[name] = Object.fromEntries([...answer.headers].filter(([header]) => !['content-length', 'etag', 'date'].includes(header)));
      }
      await page.close();
      await town.say('stop');
      const visit = async (bundle, isSo, end = null) => {
        const close = await another(town.port, bundle, headers);
        const next = await begun(context, town.checker);
        if (end) assert.equal(await fate(next), end);
        await untilKept(next, isSo);
        await next.close();
        await close();
      };
      try {
        const second = changed(files, 'second');
        const { 'service.js': ignored, ...keptFiles } = second;
        const name = `checker-${bundleHash(keptFiles)}`;
        assert.notEqual(name, first);
        const isSecond = (all) => Object.keys(all).length === 1 && all[name]?.length === 6;
        await visit(second, isSecond);
        // A version of which one file is not what the worker says is not kept, and the one before stays whole.
        const third = changed(files, 'third');
        const broken = { ...third, 'index.html': Buffer.concat([third['index.html'], Buffer.from('<!-- another -->')]) };
        await visit(broken, isSecond, 'redundant');
        // Nobody answers: the page is that of the second version.
        const away = await begun(context, town.checker);
        assert.deepEqual(Object.keys(await keptVersions(away)), [name]);
        await away.waitForSelector('.remarks');
        const words = collapsed(await away.locator('.trust').innerText());
        assert.ok(words.includes(`This is version ${name.slice('checker-'.length, 'checker-'.length + 16)}`), words);
        await away.close();
      } finally {
        await town.say('start');
      }
      // What is amiss here was made amiss: answers that are not there, and a file that was exchanged.
      const made = [AWAY, /404|Not Found/u, /integrity/u];
      assert.ok(faults.every((fault) => made.some((one) => one.test(fault))), faults.join('\n'));
      faults.length = 0;
    });
  },
};
