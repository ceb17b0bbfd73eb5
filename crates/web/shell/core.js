// The module behind three functions over linear memory (crates/web/src/lib.rs), as messages of a header in JSON and a body
// in bytes (crates/pages/src/frame.rs). It imports nothing: all that it can reach is what is put into these messages.
'use strict';

class Core {
  constructor(instance) {
    this.wasm = instance.exports;
  }

  // Takes a header and a body; gives the answer's header and body.
  step(header, body = new Uint8Array()) {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const length = 4 + text.length + body.length;
    const place = this.wasm.allocate(length);
    const message = new Uint8Array(this.wasm.memory.buffer, place, length);
    new DataView(message.buffer, place, 4).setUint32(0, text.length, true);
    message.set(text, 4);
    message.set(body, 4 + text.length);
    const answer = this.wasm.step(place, length) >>> 0;
    const whole = new DataView(this.wasm.memory.buffer).getUint32(answer, true);
    const bytes = new Uint8Array(this.wasm.memory.buffer, answer + 4, whole).slice();
    this.wasm.release(answer);
    if (whole < 4) throw new Error('the module did not understand a message');
    const split = 4 + new DataView(bytes.buffer).getUint32(0, true);
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(4, split))), body: bytes.subarray(split) };
  }
}
