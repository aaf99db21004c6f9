'use strict';

/** SHA-256 (FIPS 180-4) of bytes as they come, which the browser's own digest does not offer. */
class SHA256 {
  static constants = (() => {
    // §4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    const constants = new Int32Array(64);
    for (let number = 2, count = 0; count < 64; number++) {
      let isPrime = true;
      for (let divisor = 2; divisor * divisor <= number; divisor++) {
        if (number % divisor === 0) isPrime = false;
      }
      if (isPrime) constants[count++] = Math.cbrt(number) % 1 * 2 ** 32;
    }
    return constants;
  })();

  static of(bytes) {
    const digest = new SHA256();
    digest.update(bytes);
    return digest.finish();
  }

  constructor() {
    this.state = new Int32Array([
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]);
    this.schedule = new Int32Array(64);
    this.rest = new Uint8Array(64);
    this.restCount = 0;
    this.count = 0;
  }

  update(bytes) {
    this.count += bytes.length;
    let start = 0;
    if (this.restCount > 0) {
      start = Math.min(64 - this.restCount, bytes.length);
      this.rest.set(bytes.subarray(0, start), this.restCount);
      this.restCount += start;
      if (this.restCount < 64) return;
      this.takeBlocks(this.rest, 0, 64);
    }
    const end = bytes.length - (bytes.length - start) % 64;
    this.takeBlocks(bytes, start, end);
    this.rest.set(bytes.subarray(end));
    this.restCount = bytes.length - end;
  }

  /** The digest in lower-case hexadecimal digits. */
  finish() {
    const length = this.count * 8;
    const ending = new Uint8Array((this.restCount < 56 ? 64 : 128) - this.restCount);
    ending[0] = 0x80;
    const view = new DataView(ending.buffer);
    view.setUint32(ending.length - 8, Math.floor(length / 2 ** 32));
    view.setUint32(ending.length - 4, length % 2 ** 32);
    this.update(ending);
    return Array.from(this.state, word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** Each sum is cut to 32 bits at once, so that the browser keeps to whole numbers. */
  takeBlocks(bytes, start, end) {
    const { state, schedule } = this;
    const { constants } = SHA256;
    let a, b, c, d, e, f, g, h, x, y, first, second;
    for (let offset = start; offset < end; offset += 64) {
      for (let t = 0, place = offset; t < 16; t++, place += 4) {
        schedule[t] = bytes[place] << 24 | bytes[place + 1] << 16
          | bytes[place + 2] << 8 | bytes[place + 3];
      }
      for (let t = 16; t < 64; t++) {
        x = schedule[t - 15];
        y = schedule[t - 2];
        x = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
        y = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
        schedule[t] = (schedule[t - 16] + x | 0) + (schedule[t - 7] + y | 0) | 0;
      }
      a = state[0]; b = state[1]; c = state[2]; d = state[3];
      e = state[4]; f = state[5]; g = state[6]; h = state[7];
      for (let t = 0; t < 64; t++) {
        x = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
        first = (h + x | 0) + ((g ^ e & (f ^ g)) + (constants[t] + schedule[t] | 0) | 0) | 0;
        y = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
        second = y + (a & b | c & (a | b)) | 0;
        h = g; g = f; f = e; e = d + first | 0;
        d = c; c = b; b = a; a = first + second | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d;
      state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }
  }
}
