// A worker: it has the files that a person chose and a module of its own, gives the module the parts that it asks for, and
// sends its answers to the page.

let core;
let files = [];
let codes;
let work = Promise.resolve();

onmessage = ({ data }) => {
  if (data.codes) return void codes.take(data.codes);
  // One command after the other, in the order in which they came.
  work = work.then(() => carryOut(data)).catch((error) => postMessage({ died: String(error) }));
};

async function carryOut(data) {
  if (data.module) {
    core = new Core(await WebAssembly.instantiate(data.module, {}));
    return;
  }
  if (data.files) files = data.files;
  let { header, body } = core.step({ engine: { command: { command: data.command } } });
  for (;;) {
    if (header.output === 'reply') return postMessage({ reply: header.reply });
    if (header.output === 'parts') {
      const parts = await Promise.all(header.spans.map(read));
      for (const { message, bytes } of parts) ({ header, body } = core.step({ engine: message }, bytes));
    } else if (header.output === 'picture') {
      const message = { codes: { picture: header.picture, found: await readCodes(body) } };
      ({ header, body } = core.step({ engine: message }));
    } else {
      throw new Error('the module waits for nothing');
    }
  }
}

async function read(span) {
  try {
    const part = files[span.file].slice(span.at, span.at + span.length);
    return { message: { part: { span } }, bytes: new Uint8Array(await part.arrayBuffer()) };
  } catch {
    // A browser refuses to read a file that was changed since it was chosen.
    return { message: { lost: { file: span.file } } };
  }
}

// The reader of codes is a module of its own, which the page gives where there is a picture.
const FAULTS = [null, 'TooLarge', 'NoCode', 'Damaged'];

async function readCodes(picture) {
  if (!codes) {
    codes = {};
    codes.module = new Promise((resolve) => { codes.take = resolve; });
    postMessage({ wants: 'codes' });
  }
  // A new instance each time: one that ran out of memory over a large picture is not used again.
  const { exports: wasm } = await WebAssembly.instantiate(await codes.module, {});
  try {
    const place = wasm.allocate(picture.length);
    new Uint8Array(wasm.memory.buffer, place, picture.length).set(picture);
    const answer = wasm.read_picture(place, picture.length) >>> 0;
    const view = new DataView(wasm.memory.buffer);
    const fault = view.getUint32(answer + 4, true);
    if (fault) return { Err: FAULTS[fault] ?? 'Damaged' };
    const found = [];
    let at = answer + 12;
    for (let left = view.getUint32(answer + 8, true); left > 0; left -= 1) {
      const length = view.getUint32(at, true);
      found.push([...new Uint8Array(wasm.memory.buffer, at + 4, length)]);
      at += 4 + length;
    }
    return { Ok: found };
  } catch {
    return { Err: 'Damaged' };
  }
}
