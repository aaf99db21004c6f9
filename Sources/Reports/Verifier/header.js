'use strict';

const BLOCK = 512;
const LARGEST_OCTAL = 0o77777777777;
const LONGEST_EXTENSION = 64 << 10;

function padded(size) { return Math.ceil(size / BLOCK) * BLOCK; }

function isZero(bytes) { return bytes.every(byte => byte === 0); }

function isSame(left, right) {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** The one header that a package has for a name, a size and a sealing time (PackageFormat.md §3). */
function canonicalHeader(name, size, modified) {
  const hasPath = name.length > 100 || /[\x80-\xff]/.test(name);
  const records = (hasPath ? record('path', name) : '')
    + (size > LARGEST_OCTAL ? record('size', String(size)) : '');
  const main = block(
    hasPath ? shortened(name) : name, Math.min(size, LARGEST_OCTAL), modified, '0');
  if (records === '') return main;
  const bytes = new Uint8Array(2 * BLOCK + padded(records.length));
  bytes.set(block('PaxHeader', records.length, modified, 'x'));
  bytes.set(bytesOf(records), BLOCK);
  bytes.set(main, bytes.length - BLOCK);
  return bytes;
}

/** A pax record, whose length counts its own digits. */
function record(key, value) {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) {
    length = String(length).length + rest.length;
  }
  return length + rest;
}

function shortened(name) {
  let end = Math.min(100, name.length);
  while (end > 0 && end < name.length && (name.charCodeAt(end) & 0xc0) === 0x80) end--;
  while (end > 0 && name[end - 1] === '/') end--;
  return name.slice(0, end);
}

function block(name, size, modified, type) {
  const bytes = new Uint8Array(BLOCK);
  const put = (text, offset) => bytes.set(bytesOf(text), offset);
  const octal = (value, digits) => value.toString(8).padStart(digits, '0');
  put(name, 0);
  put('0000644\x000000000\x000000000\x00', 100);
  put(octal(size, 11), 124);
  put(octal(modified, 11), 136);
  put(type, 156);
  put('ustar\x0000', 257);
  put('0000000\x000000000\x00', 329);
  put(octal(checksum(bytes), 6) + '\x00 ', 148);
  return bytes;
}

/** The sum of a header's bytes with blanks in place of its own field. */
function checksum(bytes) {
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) {
    if (index < 148 || index >= 156) sum += bytes[index];
  }
  return sum;
}

/** The field at an offset in a header, for messages. */
function fieldName(offset, headerLength) {
  const isExtended = offset < headerLength - BLOCK;
  if (isExtended && offset >= BLOCK) return 'pax-records';
  const place = isExtended ? offset : offset - (headerLength - BLOCK);
  const ends = [
    [100, 'name'], [108, 'mode'], [116, 'uid'], [124, 'gid'], [136, 'size'], [148, 'mtime'],
    [156, 'chksum'], [157, 'typeflag'], [257, 'linkname'], [265, 'magic'], [297, 'uname'],
    [329, 'gname'], [337, 'devmajor'], [345, 'devminor'], [500, 'prefix'], [512, 'padding'],
  ];
  const field = ends.find(([end]) => place < end)?.[1] ?? 'padding';
  return isExtended ? 'pax-' + field : field;
}

/** A field's number, octal or GNU's base 256; null where it is none. */
function number(bytes, start, end) {
  if (bytes[start] & 0x80) {
    if (bytes[start] & 0x40) return null;
    let value = bytes[start] & 0x3f;
    for (let index = start + 1; index < end; index++) {
      if (value > 2 ** 48) return null;
      value = value * 256 + bytes[index];
    }
    return value;
  }
  return latin(bytes.subarray(start, end)).match(/^ *([0-7]+)([\0 ]*)$/)
    ? parseInt(latin(bytes.subarray(start, end)), 8) : null;
}

function hasMagic(bytes) { return latin(bytes.subarray(257, 262)) === 'ustar'; }

function hasSum(bytes) { return number(bytes, 148, 156) === checksum(bytes); }

/** Reads the headers of the member at `offset`: its kind is `member`, or why there is none. */
function parseMember(offset, read) {
  let position = offset;
  const extras = { oddities: [] };
  for (let count = 0; count <= 8; count++) {
    const bytes = read(position, BLOCK);
    if (bytes.length === 0) return { kind: position === offset ? 'nothing' : 'truncated' };
    if (bytes.length < BLOCK) return { kind: 'truncated' };
    if (isZero(bytes)) {
      if (position !== offset) return { kind: 'lost' };
      const second = read(position + BLOCK, BLOCK);
      return { kind: 'end', isComplete: second.length === BLOCK && isZero(second) };
    }
    const sumFits = hasSum(bytes);
    if (!hasMagic(bytes) && !sumFits) return { kind: 'lost' };
    if (!sumFits) extras.oddities.push(['header-checksum']);
    const size = number(bytes, 124, 136);
    if (size === null) extras.oddities.push(['header-malformed', { field: 'size' }]);
    const type = String.fromCharCode(bytes[156]);
    if (!'xgLK'.includes(type)) return member(bytes.slice(), type, size, extras, offset, position);
    if (size === null || position - offset + size > LONGEST_EXTENSION) return { kind: 'lost' };
    const body = latin(read(position + BLOCK, size));
    if (body.length < size) return { kind: 'truncated' };
    takeExtension(body, type, extras);
    position += BLOCK + padded(size);
  }
  return { kind: 'lost' };
}

function member(bytes, type, ustarSize, extras, offset, position) {
  const { oddities } = extras;
  let size = ustarSize ?? 0;
  if (extras.size !== undefined) {
    const isPlaceholder = size === 0 || size === LARGEST_OCTAL;
    if (extras.size !== size && (extras.size <= LARGEST_OCTAL || !isPlaceholder)) {
      oddities.push(['pax-size-conflict', { pax: String(extras.size), ustar: String(size) }]);
    }
    size = extras.size;
  }
  const modified = number(bytes, 136, 148);
  if (modified === null) oddities.push(['header-malformed', { field: 'mtime' }]);
  const isDirectory = type === '5';
  if (isDirectory && size !== 0) {
    oddities.push(['header-malformed', { field: 'directory-size' }]);
  }
  if ('123456'.includes(type)) size = 0;
  const text = latin(bytes);
  const until = field => field.split('\0', 1)[0];
  const prefix = text.slice(257, 265) === 'ustar\x0000' ? until(text.slice(345, 500)) : '';
  const name = extras.name ?? (prefix ? prefix + '/' : '') + until(text.slice(0, 100));
  const contentOffset = position + BLOCK;
  return {
    kind: 'member', offset, contentOffset, name, size, modified: modified ?? -1, type,
    isDirectory, isRegular: '0\x007'.includes(type), oddities,
    hasDoubtfulSize: oddities.some(
      ([rule, details]) => rule === 'header-checksum' || details?.field === 'size'),
    contentEnd: contentOffset + size, end: contentOffset + padded(size),
  };
}

function takeExtension(body, type, extras) {
  switch (type) {
    case 'L':
      if (extras.name !== undefined) extras.oddities.push(['pax-repeated']);
      extras.name = body.split('\0', 1)[0];
      return;
    case 'K': return;
    case 'g': return void extras.oddities.push(['pax-global']);
    default:
      if (extras.hasExtension) extras.oddities.push(['pax-repeated']);
      extras.hasExtension = true;
      takeRecords(body, extras);
  }
}

function takeRecords(body, extras) {
  for (let rest = body; rest !== '';) {
    const digits = /^([0-9]{1,7}) /.exec(rest)?.[1];
    const length = Number(digits);
    const record = digits === undefined ? '' : rest.slice(0, length);
    const pair = record.slice((digits?.length ?? 0) + 1, -1);
    const equals = pair.indexOf('=');
    if (record.length < length || !record.endsWith('\n') || equals < 0) {
      return void extras.oddities.push(['pax-malformed']);
    }
    takeRecord(pair.slice(0, equals), pair.slice(equals + 1), extras);
    rest = rest.slice(length);
  }
}

function takeRecord(key, value, extras) {
  const isNumber = /^-?[0-9]{1,20}(\.[0-9]{1,20})?$/.test(value);
  const malformed = () => extras.oddities.push(['pax-malformed', { key: shown(key) }]);
  switch (key) {
    case 'path':
      if (extras.name !== undefined || value.includes('\0')) malformed();
      extras.name = value;
      return;
    case 'size':
      if (extras.size !== undefined || !/^\+?[0-9]+$/.test(value) || Number(value) > 2 ** 56) {
        return void malformed();
      }
      extras.size = Number(value);
      return;
    case 'mtime': case 'atime': case 'ctime': case 'uid': case 'gid':
      if (!isNumber) return void malformed();
  }
  if (key.startsWith('GNU.sparse.')) return void extras.oddities.push(['entry-sparse']);
  // What other programs write and what changes nothing; a deviation in a package of evpack's.
  const isForeign = isNumber && /^([amc]time|[ug]id)$/.test(key)
    || /^([ug]name|comment|hdrcharset|(SCHILY|LIBARCHIVE|RHT\.security)\..*)$/.test(key);
  extras.oddities.push(['pax-unknown', { key: shown(key) }, isForeign]);
}
