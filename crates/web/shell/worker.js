// A worker: it has the files that a person chose and a module of its own, gives the module the parts that it asks for, and
// sends its answers to the page.

let core;
let files = [];
let codes;
let work = Promise.resolve();

onmessage = ({ data }) => {
  if (data.codes) return void codes.take(data.codes);
  if (data.reader) return void (codes = { module: data.reader });
  // One command after the other, in the order in which they came.
  work = work.then(() => carryOut(data)).catch((error) => postMessage({ died: String(error) }));
};

async function carryOut(data) {
  if (data.module) {
    core = new Core(await WebAssembly.instantiate(data.module, {}));
    return;
  }
  if (data.look) return postMessage({ seen: await look(data.look) });
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
    return found(wasm, wasm.read_picture(place, picture.length));
  } catch {
    return { Err: 'Damaged' };
  }
}

// The codes in a picture of the camera, which is red, green, blue and transparent, a byte each.
async function look({ buffer, width, height }) {
  const colours = new Uint8Array(buffer);
  try {
    codes.eye ??= (await WebAssembly.instantiate(await codes.module, {})).exports;
    const place = codes.eye.allocate_pixels(width, height) >>> 0;
    const grey = new Uint8Array(codes.eye.memory.buffer, place, width * height);
    // ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B.
    for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
      grey[at] = (299 * colours[from] + 587 * colours[from + 1] + 114 * colours[from + 2]) / 1000;
    }
    return found(codes.eye, codes.eye.read_pixels(place, width, height)).Ok ?? [];
  } catch {
    codes.eye = undefined;
    return [];
  }
}

// An answer of the reader, taken apart (crates/web-codes/src/lib.rs).
function found(wasm, place) {
  const answer = place >>> 0;
  const view = new DataView(wasm.memory.buffer);
  const fault = view.getUint32(answer + 4, true);
  const all = [];
  let at = answer + 12;
  for (let left = view.getUint32(answer + 8, true); left > 0; left -= 1) {
    const length = view.getUint32(at, true);
    all.push([...new Uint8Array(wasm.memory.buffer, at + 4, length)]);
    at += 4 + length;
  }
  wasm.release(answer);
  return fault ? { Err: FAULTS[fault] ?? 'Damaged' } : { Ok: all };
}
