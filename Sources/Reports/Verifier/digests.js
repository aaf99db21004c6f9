'use strict';

/** SM3 (GB/T 32905-2016), which frames its blocks as SHA-256 does. */
class SM3 extends SHA256 {
  constructor() {
    super();
    this.state = new Int32Array([
      0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
      0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
    ]);
    this.schedule = new Int32Array(68);
  }

  takeBlocks(bytes, start, end) {
    const { state, schedule } = this;
    const turned = (word, count) => word << count | word >>> (32 - count);
    for (let offset = start; offset < end; offset += 64) {
      for (let t = 0, place = offset; t < 16; t++, place += 4) {
        schedule[t] = bytes[place] << 24 | bytes[place + 1] << 16
          | bytes[place + 2] << 8 | bytes[place + 3];
      }
      for (let t = 16; t < 68; t++) {
        const x = schedule[t - 16] ^ schedule[t - 9] ^ turned(schedule[t - 3], 15);
        schedule[t] = x ^ turned(x, 15) ^ turned(x, 23) ^ turned(schedule[t - 13], 7)
          ^ schedule[t - 6];
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t++) {
        const constant = turned(t < 16 ? 0x79cc4519 : 0x7a879d8a, t % 32);
        const first = turned((turned(a, 12) + e | 0) + constant | 0, 7);
        const second = first ^ turned(a, 12);
        const x = t < 16 ? a ^ b ^ c : a & b | a & c | b & c;
        const y = t < 16 ? e ^ f ^ g : e & f | ~e & g;
        const left = (x + d | 0) + (second + (schedule[t] ^ schedule[t + 4]) | 0) | 0;
        const right = (y + h | 0) + (first + schedule[t] | 0) | 0;
        d = c; c = turned(b, 9); b = a; a = left;
        h = g; g = turned(f, 19); f = e; e = right ^ turned(right, 9) ^ turned(right, 17);
      }
      [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] ^= word; });
    }
  }
}

/** MD5 (RFC 1321), whose words are little-endian. */
class MD5 extends SHA256 {
  static sines = Int32Array.from(
    { length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));
  static turns = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

  constructor() {
    super();
    this.state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  }

  finish() {
    const length = this.count * 8;
    const ending = new Uint8Array((this.restCount < 56 ? 64 : 128) - this.restCount);
    ending[0] = 0x80;
    const view = new DataView(ending.buffer);
    view.setUint32(ending.length - 8, length % 2 ** 32, true);
    view.setUint32(ending.length - 4, Math.floor(length / 2 ** 32), true);
    this.update(ending);
    const bytes = new DataView(new ArrayBuffer(16));
    this.state.forEach((word, index) => bytes.setInt32(4 * index, word, true));
    return Array.from(
      new Uint8Array(bytes.buffer), byte => byte.toString(16).padStart(2, '0')).join('');
  }

  takeBlocks(bytes, start, end) {
    const { state, schedule } = this;
    for (let offset = start; offset < end; offset += 64) {
      for (let t = 0, place = offset; t < 16; t++, place += 4) {
        schedule[t] = bytes[place] | bytes[place + 1] << 8
          | bytes[place + 2] << 16 | bytes[place + 3] << 24;
      }
      let [a, b, c, d] = state;
      for (let t = 0; t < 64; t++) {
        const round = t >> 4;
        const mixed = round === 0 ? b & c | ~b & d : round === 1 ? b & d | c & ~d
          : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
        const place = (round === 0 ? t : round === 1 ? 5 * t + 1 : round === 2 ? 3 * t + 5
          : 7 * t) & 15;
        const sum = (a + mixed | 0) + (MD5.sines[t] + schedule[place] | 0) | 0;
        const turn = MD5.turns[round][t & 3];
        a = d; d = c; c = b;
        b = b + (sum << turn | sum >>> (32 - turn)) | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    }
  }
}
