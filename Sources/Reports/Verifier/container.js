'use strict';

const MOST_FINDINGS = 1000;
const LARGEST_INFO = 1 << 20;
const LARGEST_MANIFESTS = 64 << 20;
const LARGEST_REPORT = 64 << 20;
const LARGEST_PAGE = 64 << 20;
const LARGEST_FORM = 4 << 20;
const LARGEST_DOUBTFUL = 16 << 20;
// The browser's own digest takes whole contents only, and some time to call.
const SMALLEST_FOR_BROWSER = 8 << 10;
const LARGEST_FOR_BROWSER = 32 << 20;
const PAUSE_AFTER = 8 << 20;

/** Lets the browser do other work: it collects what was read before only then. */
function pause() { return new Promise(resolve => setTimeout(resolve)); }

/** A file's bytes through a window that moves on with what is asked for. */
class Input {
  /** `read(offset, count)` gives bytes of a file of this `length`, `count` never beyond its end. */
  constructor(length, read, progress) {
    this.length = length;
    this.read = read;
    this.progress = progress;
    this.window = new Uint8Array(0);
    this.start = 0;
  }

  /** Up to `count` bytes, fewer at the file's end; good until the next call. */
  bytes(offset, count) {
    const end = Math.min(this.length, offset + count);
    if (offset >= end) return this.window.subarray(0, 0);
    if (offset < this.start || end > this.start + this.window.length) {
      this.start = offset;
      const wanted = Math.min(this.length - offset, Math.max(count, Input.step));
      this.window = this.read(offset, wanted);
      this.progress(offset, this.length);
    }
    return this.window.subarray(offset - this.start, end - this.start);
  }

  /** Hands out the bytes from `offset` to `end` in pieces. */
  forEachPiece(offset, end, take) {
    for (let place = offset; place < end;) {
      const piece = this.bytes(place, Math.min(Input.step, end - place));
      if (piece.length === 0) return;
      take(piece);
      place += piece.length;
    }
  }

  static step = 4 << 20;
}

/**
 * Reads a tar from its first header to the file's end: its members, and all that is odd.
 *
 * `digest(bytes)` is the browser's own SHA-256 of bytes in memory, or null where it has none.
 */
class Container {
  constructor(input, digest) {
    this.input = input;
    this.digest = digest;
    this.pending = [];
    this.pendingCount = 0;
    this.members = [];
    this.findings = [];
    this.deviations = [];
    this.isOverfull = false;
    this.notChecked = [];
    this.twins = new Twins();
    this.names = new Set();
    this.kept = { manifests: 0, other: 0 };
    this.isArchive = true;
  }

  /**
   * Notes what is wrong; `isDeviation` where only a tar of evpack's is held to it, `isOfContent`
   * where every byte may be as it was sealed all the same.
   */
  find(rule, place, details = {}, { level = 'error', member = this.members.length,
    isDeviation = false, isOfContent = false } = {}) {
    if (isDeviation) return void this.deviations.push([rule, place, details, { level, member }]);
    if (this.findings.length >= MOST_FINDINGS) return void (this.isOverfull = true);
    this.findings.push({ rule, level, place, details, member, isOfContent });
  }

  async scan() {
    await this.scanMembers();
    await Promise.all(this.pending);
    await this.digestAgain();
  }

  /** Which digests are wanted beside SHA-256 the manifests tell, which may stand last. */
  async digestAgain() {
    const wanted = new Set(this.members.map(({ isUsable, path, top }) =>
      isUsable ? manifestAlgorithm(path ?? top) : null));
    const algorithms = Object.entries({ md5: MD5, sm3: SM3 }).filter(([name]) => wanted.has(name));
    if (algorithms.length === 0) return;
    for (const entry of this.members) {
      if (entry.digest === null || entry.contentOffset === undefined) continue;
      const digests = algorithms.map(([name, Digest]) => [name, new Digest()]);
      const end = entry.contentOffset + entry.size;
      for (let place = entry.contentOffset; place < end; place += PAUSE_AFTER) {
        this.input.forEachPiece(place, Math.min(end, place + PAUSE_AFTER), piece => {
          for (const [, digest] of digests) digest.update(piece);
        });
        if (place + PAUSE_AFTER < end) await pause();
      }
      for (const [name, digest] of digests) entry.digests[name] = digest.finish();
    }
  }

  async scanMembers() {
    const read = (offset, count) => this.input.bytes(offset, count);
    for (let offset = 0; offset !== null;) {
      const found = parseMember(offset, read);
      if (found.kind !== 'member' && this.members.length === 0
        && !(found.kind === 'truncated' && this.beginsAsTar())) return this.reject();
      switch (found.kind) {
        case 'member': offset = await this.take(found); break;
        case 'end':
          if (!found.isComplete) this.find('end-marker-missing', '', { offset: String(offset) });
          return this.checkTail(offset + (found.isComplete ? 2 : 1) * BLOCK);
        case 'nothing': return this.find('end-marker-missing', '', { offset: String(offset) });
        case 'truncated':
          this.find('truncated', '', { offset: String(offset) });
          return void this.notChecked.push(`bytes ${offset}-`);
        case 'lost': offset = this.resume(offset); break;
      }
    }
  }

  /** Whether the first block is a header, so that what ends within the first member is a tar, cut off. */
  beginsAsTar() {
    const block = this.input.bytes(0, BLOCK);
    return block.length === BLOCK && hasMagic(block) && hasSum(block);
  }

  reject() {
    this.isArchive = false;
    const beginning = latin(this.input.bytes(0, 8));
    const kinds = [
      ['\x1f\x8b', 'gzip'], ['PK', 'zip'], ['%PDF', 'pdf'], ['Rar!', 'rar'],
      ['7z\xbc\xaf', '7z'], ['\xd0\xcf\x11\xe0', 'ole'],
    ];
    const kind = beginning === '' ? 'empty'
      : kinds.find(([magic]) => beginning.startsWith(magic))?.[1] ?? 'unknown';
    this.find('not-a-package', '', { 'looks-like': kind });
  }

  /** Looks behind damage for the next sound header; null where there is none. */
  resume(offset) {
    for (let next = offset + BLOCK; ; next += BLOCK) {
      const bytes = this.input.bytes(next, BLOCK);
      if (bytes.length < BLOCK) {
        this.find('structure-lost', '', { offset: String(offset), reason: 'no-header' });
        this.notChecked.push(`bytes ${offset}-`);
        return null;
      }
      if (!hasMagic(bytes) || !hasSum(bytes)) continue;
      this.find('structure-lost', '', {
        offset: String(offset), resumed: String(next), reason: 'no-header' });
      this.notChecked.push(`bytes ${offset}-${next - 1}`);
      return next;
    }
  }

  /** Takes a member and gives the place of the next one; null where the file ends within it. */
  async take(found) {
    let name = found.name;
    while (name.startsWith('./')) name = name.slice(2);
    const hasDotPrefix = name.length < found.name.length;
    if (found.isDirectory && name.endsWith('/')) name = name.slice(0, -1);
    const isFileOrFolder = found.isRegular || found.isDirectory;
    const isTop = found.isDirectory && name === '';
    const parts = isFileOrFolder && !isTop ? split(name) : {};
    const isUsable = isFileOrFolder && !isTop && parts.problem === undefined;
    const place = shown(isUsable ? found.name : found.name.slice(0, 1024));
    for (const [rule, details, isDeviation] of found.oddities) {
      this.find(rule, place, details, { isDeviation });
    }
    this.compareHeader(found, place);
    if (hasDotPrefix) {
      this.find('path-parent', place, { problem: 'dot-component' }, { isDeviation: true });
    }
    if (found.isDirectory) {
      this.find('entry-type', place, { type: 'directory' }, { isDeviation: true });
    }
    if (!isFileOrFolder) this.refuse(found.type, place);
    if (parts.problem) this.find(ruleOf(parts.problem), place, { problem: parts.problem });
    if (isUsable && found.isRegular) this.checkTwins(name, place);
    const entry = {
      top: parts.top, path: isUsable && found.isRegular ? parts.path : null,
      name: place, size: found.size, modified: found.modified, isUsable,
      isDirectory: found.isDirectory, digest: null, content: null, digests: {},
      contentOffset: found.isRegular ? found.contentOffset : undefined,
    };
    if (found.hasDoubtfulSize) return this.readDoubtful(found, entry);
    if (found.end > this.input.length) {
      this.find('truncated', place, {
        expected: String(found.end), actual: String(this.input.length) });
      this.members.push(entry);
      return null;
    }
    await this.readContent(found, entry);
    this.members.push(entry);
    return found.end;
  }

  checkTwins(name, place) {
    const other = this.twins.add(name);
    if (this.names.has(name)) this.find('entry-duplicate', place);
    else if (other !== null) this.find('entry-twins', place, { other: shown(other) });
    this.names.add(name);
  }

  async readContent(found, entry) {
    const { contentOffset, contentEnd, size } = found;
    if (this.keeps(entry)) entry.content = this.input.bytes(contentOffset, size).slice();
    if (this.digest && size >= SMALLEST_FOR_BROWSER && size <= LARGEST_FOR_BROWSER) {
      this.pending.push(this.digest(this.input.bytes(contentOffset, size)).then(digest => {
        entry.digest = digest;
      }));
      this.pendingCount += size;
      if (this.pendingCount > LARGEST_FOR_BROWSER) {
        await Promise.all(this.pending);
        this.pending = [];
        this.pendingCount = 0;
      }
    } else {
      const digest = new SHA256();
      for (let place = contentOffset; place < contentEnd; place += PAUSE_AFTER) {
        const end = Math.min(contentEnd, place + PAUSE_AFTER);
        this.input.forEachPiece(place, end, piece => digest.update(piece));
        if (end < contentEnd) await pause();
      }
      entry.digest = digest.finish();
    }
    if (!isZero(this.input.bytes(contentEnd, found.end - contentEnd))) {
      this.find('padding-nonzero', entry.name);
    }
  }

  /** Whether the check needs the content itself, and there is room for it. */
  keeps({ path, top, size, isDirectory }) {
    if (isDirectory || top === undefined) return false;
    // Whether the bag lies in a folder of its own shows at the end.
    const name = path ?? top;
    const isManifest = manifestKind(name) !== null;
    const room = isManifest ? LARGEST_MANIFESTS + 512 * this.members.length - this.kept.manifests
      : { 'evidence.json': LARGEST_REPORT - this.kept.other, 'index.html': LARGEST_PAGE,
        'form.json': LARGEST_FORM, 'bagit.txt': LARGEST_INFO, 'bag-info.txt': LARGEST_INFO,
        'package-info.txt': LARGEST_INFO,
      }[name] ?? -1;
    if (size > room) return false;
    this.kept[isManifest ? 'manifests' : 'other'] += size;
    return true;
  }

  /** Reads behind a damaged header: to the end that it tells, or to the next sound header. */
  readDoubtful(found, entry) {
    const digest = new SHA256();
    const kept = [];
    let isPaddingClean = true;
    let place = found.contentOffset;
    for (; place < found.end; place += BLOCK) {
      const bytes = this.input.bytes(place, BLOCK);
      if (bytes.length < BLOCK) {
        this.find('truncated', entry.name, {
          expected: String(found.end), actual: String(place + bytes.length) });
        this.members.push(entry);
        return null;
      }
      if (hasMagic(bytes) && hasSum(bytes)) {
        this.members.push(entry);
        return place;
      }
      const count = Math.min(BLOCK, found.contentEnd - place);
      digest.update(bytes.subarray(0, count));
      if (place - found.contentOffset < LARGEST_DOUBTFUL) kept.push(bytes.slice(0, count));
      isPaddingClean &&= isZero(bytes.subarray(count));
    }
    entry.digest = digest.finish();
    if (found.size <= LARGEST_DOUBTFUL && this.keeps(entry)) {
      entry.content = new Uint8Array(found.size);
      kept.forEach((bytes, index) => entry.content.set(bytes, index * BLOCK));
    }
    if (!isPaddingClean) this.find('padding-nonzero', entry.name);
    this.members.push(entry);
    return place;
  }

  /** Makes the header that the member should have and compares the bytes. */
  compareHeader(found, place) {
    if (!found.isRegular) return;
    const deviate = (field, offset) => this.find(
      'header-noncanonical', place, { field, offset: String(offset) }, { isDeviation: true });
    if (found.modified < 0 || found.modified > LARGEST_OCTAL) {
      return deviate('mtime', found.offset);
    }
    const expected = canonicalHeader(found.name, found.size, found.modified);
    const raw = this.input.bytes(found.offset, found.contentOffset - found.offset);
    if (isSame(raw, expected)) return;
    const common = Math.min(raw.length, expected.length);
    const differing = [];
    for (let index = 0; index < common; index++) {
      if (raw[index] !== expected[index]) differing.push(index);
    }
    // A changed field changes the checksum, which says less about what is wrong.
    const field = offset => fieldName(offset, expected.length);
    const telling = differing.find(offset => !field(offset).endsWith('chksum'))
      ?? differing[0] ?? common;
    deviate(field(telling), found.offset + telling);
  }

  refuse(type, place) {
    const [rule, name] = {
      '1': ['entry-link', 'hard-link'], '2': ['entry-link', 'symbolic-link'],
      '3': ['entry-device', 'character-device'], '4': ['entry-device', 'block-device'],
      '6': ['entry-fifo'], S: ['entry-sparse'],
    }[type] ?? ['entry-type', 'type-' + shown(type)];
    this.find(rule, place, name ? { type: name } : {});
  }

  /** After the end marker the file ends. */
  checkTail(offset) {
    const count = this.input.length - offset;
    if (count <= 0) return;
    let place = offset;
    let first = null;
    this.input.forEachPiece(offset, this.input.length, piece => {
      const index = first === null ? piece.findIndex(byte => byte !== 0) : -1;
      if (index >= 0) first = place + index;
      place += piece.length;
    });
    const details = { count: String(count) };
    if (first !== null) details.offset = String(first);
    this.find('data-after-end', '', details, { isDeviation: first === null });
  }
}
