// The shell of a page: it carries out what the module asks for, and tells it what happened. It decides nothing.

(async () => {
  const root = document.getElementById('page');
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const PAGE = settings.page;
  const BEGINNING_BYTES = 256;
  const files = [];
  let workers = [];
  let camera;
  let core;

  // --- The module ---

  const inline = (id) => document.getElementById(id)?.textContent;

  async function compile(name) {
    const text = inline(name);
    if (text) return WebAssembly.compile(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    return WebAssembly.compileStreaming(fetch(settings.files[name], { credentials: 'omit' }));
  }

  let codes;
  // One that could not be fetched is asked for again the next time.
  const codesModule = () => (codes ??= compile('codes').catch((error) => {
    codes = undefined;
    throw error;
  }));

  function tell(event, body) {
    let shown;
    try {
      const now = Math.floor(Date.now() / 1000);
      shown = core.step({ [PAGE]: { now, event } }, body).header;
    } catch (error) {
      document.getElementById('broken').hidden = false;
      throw error;
    }
    document.documentElement.lang = shown.language;
    document.title = shown.title;
    Idiomorph.morph(root, shown.view, {
      morphStyle: 'innerHTML',
      callbacks: {
        // What a person is typing stays so.
        beforeNodeMorphed: (node) => !(node === document.activeElement && node.tagName === 'INPUT'),
        // What a person has unfolded stays so.
        beforeAttributeUpdated: (name, node) => !(name === 'open' && node.tagName === 'DETAILS'),
      },
    });
    for (const effect of shown.effects) carryOut(effect);
  }

  // --- Effects ---

  // So many questions to the host at a time: it has few places for one network.
  const AT_A_TIME = 4;
  let asking = 0;
  const waiting = [];

  async function turn() {
    if (asking >= AT_A_TIME) await new Promise((resolve) => waiting.push(resolve));
    asking += 1;
    return () => {
      asking -= 1;
      waiting.shift()?.();
    };
  }

  const doing = {
    workers({ count }) {
      for (const worker of workers) worker.terminate();
      workers = Array.from({ length: count }, (_, number) => start(number));
    },
    post({ worker, command }) {
      // A file is handed over by reference: its bytes stay where they are.
      const given = command.open ? { command, files } : { command };
      workers[worker]?.postMessage(given);
    },
    async fetch({ path }) {
      let status = 0;
      let body = new Uint8Array();
      const done = await turn();
      try {
        const answer = await fetch(path, { credentials: 'omit', cache: 'no-cache', referrerPolicy: 'no-referrer' });
        body = new Uint8Array(await answer.arrayBuffer());
        status = answer.status;
      } catch { /* No answer is status 0. */ }
      done();
      tell({ fetched: { path, status } }, body);
    },
    async read({ file }) {
      let body = new Uint8Array();
      let isGood = true;
      try {
        body = new Uint8Array(await files[file].arrayBuffer());
      } catch {
        isGood = false;
      }
      tell({ read: { file, is_good: isGood } }, body);
    },
    store: ({ text }) => settings.stores && keep(text),
    give: ({ name, text }) => chosen([{ file: new File([text], name), name, isFound: false }]),
    save({ name, media_type: type, text }) {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    async draw({ frames }) {
      const { exports: wasm } = await WebAssembly.instantiate(await codesModule(), {});
      const pictures = frames.map((frame) => {
        const place = wasm.allocate(frame.length);
        new Uint8Array(wasm.memory.buffer, place, frame.length).set(frame);
        const answer = wasm.draw(place, frame.length) >>> 0;
        const length = new DataView(wasm.memory.buffer).getUint32(answer, true);
        const svg = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, answer + 4, length));
        wasm.release(answer);
        return svg;
      });
      tell({ drawn: { pictures } });
    },
    async camera({ is_on: isOn }) {
      camera?.end();
      camera = undefined;
      if (!isOn) return;
      const mine = (camera = new Camera(spawn(), tell));
      try {
        mine.reader.postMessage({ reader: await codesModule() });
        mine.begin(document.getElementById('camera'));
      } catch (error) {
        mine.fail(error.name);
      }
    },
    random: ({ length }) => tell('random', crypto.getRandomValues(new Uint8Array(length))),
    focus({ id }) {
      const element = document.getElementById(id);
      element?.focus({ preventScroll: true });
      element?.scrollIntoView({ block: 'start' });
    },
    guard({ is_on: isOn }) {
      onbeforeunload = isOn ? (event) => event.preventDefault() : null;
    },
    print: () => print(),
  };
  const carryOut = (effect) => doing[effect.effect](effect);

  function spawn() {
    const source = inline('worker');
    return new Worker(source ? URL.createObjectURL(new Blob([source], { type: 'text/javascript' })) : settings.files.worker);
  }

  function start(number) {
    const worker = spawn();
    worker.postMessage({ module: settings.module });
    worker.onmessage = async ({ data }) => {
      if (data.wants === 'codes') return worker.postMessage({ codes: await codesModule() });
      if (workers[number] !== worker) return;
      if (data.died) tell({ died: { worker: number, why: data.died } });
      else tell({ replied: { worker: number, reply: data.reply } });
    };
    worker.onerror = (error) => workers[number] === worker && tell({ died: { worker: number, why: String(error.message) } });
    return worker;
  }

  // --- What is kept for the next time ---

  function kept(mode, act) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open('attestat', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('pages');
      opening.onerror = () => resolve(undefined);
      opening.onsuccess = () => {
        try {
          const asked = act(opening.result.transaction('pages', mode).objectStore('pages'));
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => resolve(undefined);
        } catch (error) {
          reject(error);
        }
      };
      // A browser that is told to keep nothing refuses: the page works without.
    }).catch(() => undefined);
  }
  const keep = (text) => kept('readwrite', (pages) => pages.put(text, PAGE));

  // --- Files ---

  async function chosen(found) {
    const told = [];
    for (let at = 0; at < found.length; at += 64) {
      told.push(...await Promise.all(found.slice(at, at + 64).map(async ({ file, name, isFound }) => {
        const number = files.push(file) - 1;
        let beginning = [];
        try {
          beginning = [...new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer())];
        } catch { /* The module says what it is when it cannot be read. */ }
        return { file: number, name, length: file.size, beginning, is_found: isFound };
      })));
    }
    if (told.length) tell({ chosen: { files: told } });
  }

  const named = (file) => ({ file, name: file.webkitRelativePath || file.name, isFound: Boolean(file.webkitRelativePath) });

  async function entries(entry, folder, isFound) {
    const name = folder + entry.name;
    if (entry.isFile) {
      return new Promise((resolve) => entry.file((file) => resolve([{ file, name, isFound }]), () => resolve([])));
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return found;
      for (const inner of some) found.push(...await entries(inner, `${name}/`, true));
    }
  }

  // --- What a person does ---

  const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string'));

  root.addEventListener('click', ({ target }) => {
    const used = target.closest('[data-act]');
    if (used && used.tagName !== 'FORM') tell({ acted: { action: used.dataset.act, value: used.dataset.value ?? '' } });
  });
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    tell({ acted: { action: form.dataset.act, fields: fieldsOf(form) } });
  });
  root.addEventListener('input', ({ target }) => {
    const form = target.closest('form[data-live]');
    if (form) tell({ acted: { action: form.dataset.act, fields: fieldsOf(form) } });
  });
  root.addEventListener('change', ({ target }) => {
    const form = target.closest('form[data-change], form[data-fill]');
    // A change by Enter is followed by the form itself: the page is not drawn anew between the two.
    if (form) {
      const changed = { acted: { action: form.dataset.fill ?? form.dataset.act, fields: fieldsOf(form) } };
      return void setTimeout(() => tell(changed));
    }
    if (!('files' in target.dataset)) return;
    const found = [...target.files].map(named);
    target.value = '';
    chosen(found);
  });
  addEventListener('pagehide', () => camera?.fail('left'));
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragged');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('dragged');
  });
  addEventListener('drop', async (event) => {
    event.preventDefault();
    document.body.classList.remove('dragged');
    // The entries are gone once the event is over.
    const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = await Promise.all(dropped.map((entry) => entries(entry, '', false)));
    chosen(found.flat());
  });

  // --- Begin ---

  // The version that this browser keeps, where the page came through the worker that keeps it.
  async function keptVersion() {
    if (!navigator.serviceWorker?.controller) return null;
    const names = await caches.keys().catch(() => []);
    return names.find((name) => name.startsWith(`${PAGE}-`))?.slice(PAGE.length + 1) ?? null;
  }

  const isServed = location.protocol === 'https:' || location.protocol === 'http:';
  settings.module = await compile('module');
  core = new Core(await WebAssembly.instantiate(settings.module, {}));
  const started = {
    host: isServed && settings.fetches ? location.host : null,
    tongue: (navigator.languages ?? [navigator.language]).find((tag) => /^(ru|en)\b/i.test(tag))?.slice(0, 2).toLowerCase() ?? 'en',
    cores: navigator.hardwareConcurrency || 1,
    has_camera: Boolean(navigator.mediaDevices?.getUserMedia),
    stored: (settings.stores && await kept('readonly', (pages) => pages.get(PAGE))) || null,
    built: settings.built,
    kept_version: settings.service ? await keptVersion() : null,
  };
  tell({ started });
  document.documentElement.classList.add('begun');
  // A browser that keeps no pages does without.
  if (settings.service) navigator.serviceWorker?.register(settings.service, { updateViaCache: 'none' }).catch(() => {});
})().catch((error) => {
  document.getElementById('broken').hidden = false;
  throw error;
});
