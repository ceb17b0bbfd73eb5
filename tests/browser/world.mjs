// What the tests share: programs, samples, the browser, and how a page is reached and read.
import { chromium } from 'playwright-core';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const PICTURE_MS = 300_000; // a table on a telephone is a hundred screens high
const SAMPLES_KEPT_MS = 12 * 60 * 60 * 1000; // status files are trusted for a week
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

export const SIZES = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
const CAMERA = '--use-fake-device-for-media-stream';
const CAMERA_ALLOWED = [CAMERA, '--use-fake-ui-for-media-stream'];
export const UNIVERSITY = 'Admissions, University (SAMPLE)';

export class World {
  constructor({ target, chromiumPath, sources }) {
    this.programs = join(target, 'debug');
    this.folder = join(target, 'browser');
    this.chromiumPath = chromiumPath;
    this.sources = sources;
    this.texts = join(sources, 'crates', 'words', 'texts');
    this.samples = join(this.folder, 'samples');
    this.made = join(this.folder, 'made');
  }

  program(name, args, { shifted = {}, ...options } = {}) {
    const env = { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...shifted };
    return execFileSync(join(this.programs, name), args, { encoding: 'utf8', maxBuffer: 1 << 28, env, ...options });
  }

  // What moves the clock of a program by so many seconds.
  clockAhead(seconds) {
    const [source, library] = [join(this.sources, 'tests/cases/clock-shim.c'), join(this.folder, 'clock-shim.so')];
    if (!existsSync(library)) execFileSync('cc', ['-shared', '-fPIC', '-o', library, source]);
    return { LD_PRELOAD: library, CLOCK_OFFSET: String(seconds) };
  }

  // Verdicts end with the worst colour as exit code; other codes are failures.
  verify(args, options) {
    return this.verdict(['verify', ...args], options);
  }

  verdict(args, options) {
    try {
      return this.program('attestat', args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    } catch (error) {
      if ([10, 20, 30].includes(error.status)) return error.stdout;
      throw new Error(`attestat ${args[0]} ended with ${error.status}: ${error.stderr}`);
    }
  }

  prepare() {
    const program = statSync(join(this.programs, 'samples')).mtimeMs;
    const made = existsSync(join(this.samples, 'very-many.zip')) && existsSync(join(this.samples, 'codes.y4m')) && statSync(join(this.samples, 'very-many.zip')).mtimeMs;
    if (!made || made < program || Date.now() - made > SAMPLES_KEPT_MS) {
      rmSync(this.samples, { recursive: true, force: true });
      console.log('samples: five schools issue and publish; this takes about a minute');
      this.program('samples', [this.samples], { stdio: ['ignore', 'ignore', 'inherit'] });
    }
    rmSync(this.made, { recursive: true, force: true });
    mkdirSync(this.made, { recursive: true });
    this.checker = join(this.made, 'checker.html');
    this.bare = join(this.made, 'bare.html');
    const trust = join(this.samples, 'trust');
    this.program('attestat', ['page', 'checker', '--out', this.checker, '--trust', trust]);
    this.program('attestat', ['page', 'checker', '--out', this.bare, '--without-roster']);
  }

  async launch() {
    this.browsers = [];
    this.browser = await this.browserWith([...CAMERA_ALLOWED, this.film('first-code.y4m')]);
  }

  // A browser; one without further arguments has a camera that nobody allows.
  async browserWith(args) {
    const browser = await chromium.launch({
      executablePath: this.chromiumPath,
      // Nothing but the loopback has an address.
      args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost', ...args],
    });
    this.browsers.push(browser);
    return browser;
  }

  // A browser whose camera sees all codes of an answer, one after the other.
  async seeing() {
    return (this.seeingBrowser ??= await this.browserWith([...CAMERA_ALLOWED, this.film('codes.y4m')]));
  }

  // A browser that allows no page its camera.
  async forbidding() {
    return (this.forbiddingBrowser ??= await this.browserWith([CAMERA]));
  }

  film(name) {
    return `--use-file-for-fake-video-capture=${join(this.samples, name)}`;
  }

  // Five schools whose first node serves the checker.
  async served() {
    return (this.servedTown ??= await Served.begin(join(this.programs, 'served'), join(this.made, 'served')));
  }

  async end() {
    for (const browser of this.browsers ?? []) await browser.close();
    await this.servedTown?.end();
  }

  // The texts of both programs and of the pages in a language.
  catalogue(language) {
    return readFileSync(join(this.texts, `${language}.ftl`), 'utf8');
  }

  file(name) {
    return join(this.samples, 'files', name);
  }

  // All files that are named, in the order in which a page and a command take them.
  names() {
    const bytes = (name) => Buffer.from(name);
    return readdirSync(join(this.samples, 'files')).sort((one, other) => Buffer.compare(bytes(one), bytes(other)));
  }

  // A page, opened and begun; it fails afterwards where it asked somebody for something or complained.
  async open(options, act) {
    const { html = this.checker, url = pathToFileURL(html).href } = options;
    await this.visit(options, async (context, faults) => {
      const page = await context.newPage();
      await page.goto(url);
      if (options.begins !== false) await page.waitForSelector('html.begun', { timeout: 60_000 });
      await act(page, faults);
    });
  }

  // A person's browser: what its pages ask for, but for files and what `url` names, and what they complain of, is a fault.
  async visit(options, act) {
    const { html, url, begins, browser = this.browser, size = 'desktop', locale = 'en-GB', clock, ...context } = options;
    const origin = url && new URL(url).origin;
    const opened = await browser.newContext({ locale, acceptDownloads: true, ...SIZES[size], ...context });
    const faults = [];
    const may = (asked) => ['file:', 'blob:', 'data:'].some((kind) => asked.startsWith(kind)) || new URL(asked).origin === origin;
    opened.on('request', (request) => may(request.url()) || faults.push(`asked for ${request.url()}`));
    opened.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
    opened.on('weberror', (error) => faults.push(String(error.error())));
    try {
      if (clock) await opened.addInitScript(`{ const real = Date.now; Date.now = () => real() + ${clock}; }`);
      await act(opened, faults);
    } finally {
      await opened.close();
    }
    if (faults.length) throw new Error(`the page complained or asked for something:\n${faults.join('\n')}`);
  }

  async choose(page, names, kind = 'named') {
    const paths = names.map((name) => (existsSync(name) ? name : this.file(name)));
    await page.setInputFiles(`input[type=file][data-files=${kind}] >> nth=0`, paths);
  }

  // Waits for the verdicts, and for their reports where they are shown whole.
  async verdicts(page, timeout = 120_000) {
    await page.waitForSelector('#results', { timeout });
    await page.waitForFunction(() => [...document.querySelectorAll('.verdict')].every((each) => each.querySelector('.report')));
  }

  async picture(page, name) {
    await page.screenshot({ path: join(this.folder, `${name}.png`), fullPage: true, timeout: PICTURE_MS });
  }

  // The rules for the content's accessibility that a machine can check.
  async accessible(page, where) {
    // The policy of the page allows no script but its own: this comes by the debugger.
    await page.evaluate(AXE);
    const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), LEVELS);
    const told = found.violations.map(({ id, help, nodes }) =>
      `${id}: ${help}\n    ${nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)}\n      ${node.failureSummary}`).join('\n    ')}`);
    if (told.length) throw new Error(`${where}:\n  ${told.join('\n  ')}`);
  }
}

// A person's hands: everything that they do is counted.
export class Hands {
  constructor(page) {
    // The page was opened.
    Object.assign(this, { page, actions: 1 });
  }

  async click(what) {
    this.actions += 1;
    await this.page.click(what);
  }

  async type(what, text) {
    this.actions += 1;
    await this.page.fill(what, text);
  }

  async press(key) {
    this.actions += 1;
    await this.page.keyboard.press(key);
  }

  // The button, and the files in the window that it opens.
  async choose(what, files) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.click(what)]);
    this.actions += 1;
    await chooser.setFiles(files);
  }
}

// The program that runs five schools: a line is said to it, and a line comes back.
class Served {
  static async begin(program, folder) {
    const served = new Served();
    served.child = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    served.lines = createInterface({ input: served.child.stdout })[Symbol.asyncIterator]();
    served.ended = new Promise((resolve) => served.child.on('exit', resolve));
    Object.assign(served, JSON.parse(await served.hear()));
    // By its name: addresses in numbers are shut off as all others are.
    served.url = `http://localhost:${served.port}`;
    served.checker = `${served.url}/checker/`;
    return served;
  }

  async hear() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the schools ended');
    return value;
  }

  async say(line) {
    this.child.stdin.write(`${line}\n`);
    return this.hear();
  }

  async end() {
    this.child.stdin.end();
    await this.ended;
  }
}

export const collapsed = (text) => text.split(/\s+/u).filter(Boolean).join(' ');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
