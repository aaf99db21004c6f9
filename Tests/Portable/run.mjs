// node run.mjs CORE CALL < REQUEST: hands JSON to a call of the portable core, and prints its answer.

import { readFileSync, writeSync } from 'node:fs';

const [file, call] = process.argv.slice(2);
let memory;
const wasi = {
  fd_close: () => 8,
  fd_seek: () => 8,
  // What the runtime says before it traps.
  fd_write: (descriptor, vectors, count, written) => {
    const view = new DataView(memory.buffer);
    let total = 0;
    for (let index = 0; index < count; index++) {
      const start = view.getUint32(vectors + 8 * index, true);
      const length = view.getUint32(vectors + 8 * index + 4, true);
      writeSync(2, new Uint8Array(memory.buffer, start, length));
      total += length;
    }
    view.setUint32(written, total, true);
    return 0;
  },
  random_get: (start, length) => {
    crypto.getRandomValues(new Uint8Array(memory.buffer, start, length));
    return 0;
  },
};
const module = new WebAssembly.Module(readFileSync(file));
const core = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi }).exports;
memory = core.memory;

const request = readFileSync(0);
// Addresses arrive as signed numbers.
const place = core.room(request.length) >>> 0;
new Uint8Array(memory.buffer, place, request.length).set(request);
const answer = core[call](place, request.length) >>> 0;
const length = new DataView(memory.buffer).getUint32(answer, true);
process.stdout.write(new Uint8Array(memory.buffer, answer + 4, length));
