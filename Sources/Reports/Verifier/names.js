'use strict';

// Names are kept as one character a byte, since names are bytes: two spellings that Unicode holds
// for the same are two names, and `<` orders them as the package does.

function latin(bytes) {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return text;
}

function bytesOf(name) { return Uint8Array.from(name, character => character.charCodeAt(0)); }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes are in UTF-8, or null. */
function decoded(bytes) {
  try { return utf8.decode(bytes); } catch { return null; }
}

/** A name for people: what is not UTF-8 or would disturb stands as `\xNN`. */
function shown(name) {
  const text = decoded(bytesOf(name));
  if (text !== null && !/[\u0000-\u001f\u007f-\u009f]/.test(text)) return text;
  return name.replace(/[^ -~]/g, character =>
    '\\x' + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));
}

/** Why a path can't stand in a package (PackageFormat.md §2); null where it can. */
function pathProblem(path) {
  if (path === '') return 'empty';
  if (path.length > 4096) return 'too-long';
  if (path[0] === '/') return 'absolute';
  let depth = 0;
  for (const part of path.split('/')) {
    if (/[\x00-\x1f\x7f]/.test(part)) return 'control-character';
    if (part.includes('\\')) return 'backslash';
    if (part === '') return 'empty-component';
    if (part === '.' || part === '..') return 'dot-component';
    if (part.length > 255) return 'component-too-long';
    if (++depth > 64) return 'too-deep';
  }
  return decoded(bytesOf(path)) === null ? 'not-utf8' : null;
}

/** The rule that a name of this problem breaks. */
function ruleOf(problem) {
  switch (problem) {
    case 'absolute': return 'path-absolute';
    case 'dot-component': return 'path-parent';
    case 'control-character': return 'path-control';
    default: return 'path-unsafe';
  }
}

/** A member's top-level folder and the path below it; or the problem with its name. */
function split(name) {
  if (name.length > 4096) return { problem: 'too-long' };
  const slash = name.indexOf('/');
  const top = slash < 0 ? name : name.slice(0, slash);
  if (top === '') return { problem: name === '' ? 'empty' : 'absolute' };
  const topProblem = pathProblem(top);
  if (topProblem) return { problem: topProblem };
  if (slash < 0) return { top, path: null };
  const path = name.slice(slash + 1);
  const problem = path === '' ? 'empty-component' : pathProblem(path);
  if (problem) return { problem: problem === 'absolute' ? 'empty-component' : problem };
  return { top, path };
}

/** Finds paths that Windows or macOS take for one file: equal but for case and composition. */
class Twins {
  constructor() {
    this.files = new Map();
    this.folders = new Map();
  }

  /** The earlier name that this one clashes with, or null. */
  add(name) {
    const text = decoded(bytesOf(name));
    const key = Array.from(text, scalar => scalar.toLowerCase()).join('').normalize('NFC');
    const folders = [];
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      folders.push(key.slice(0, slash));
    }
    for (const folder of folders) {
      if (!this.folders.has(folder)) this.folders.set(folder, name);
    }
    const other = this.files.get(key) ?? this.folders.get(key)
      ?? this.files.get(folders.find(folder => this.files.has(folder)));
    if (!this.files.has(key)) this.files.set(key, name);
    return other ?? null;
  }
}

/** The place of a path in the package's order, before the bytes decide. */
function rank(path) {
  if (path.startsWith('data/form/')) return 1;
  if (path.startsWith('data/evidence/')) return 2;
  if (path.startsWith('data/')) return 3;
  return { 'bagit.txt': 0, 'bag-info.txt': 4, 'manifest-sha256.txt': 5,
    'tagmanifest-sha256.txt': 7 }[path] ?? 6;
}

function precedes(left, right) {
  const [one, other] = [rank(left), rank(right)];
  return one === other ? left < right : one < other;
}

/** Digests that this page computes, and how many digits they have. */
const ALGORITHMS = { sha256: 64, md5: 32, sm3: 64 };

/** The algorithm that a manifest's name tells, of those that this page knows; null for others. */
function manifestAlgorithm(path) {
  const name = /^(?:tagmanifest|manifest)-([^/]*)\.txt$/.exec(path)?.[1].toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return name !== undefined && Object.hasOwn(ALGORITHMS, name) ? name : null;
}

/** What macOS puts beside the files that it copies and packs. */
function isOfMac(path) { return /(^|\/)(\._[^/]*|\.DS_Store)$/.test(path); }

/** Whether BagIt itself knows the file. */
function isBagFile(path) {
  return manifestKind(path) !== null
    || ['bagit.txt', 'bag-info.txt', 'package-info.txt', 'fetch.txt'].includes(path);
}

function isPayload(path) { return path.startsWith('data/'); }

/** Whether the file is a manifest of any algorithm, and of which kind; null where it is none. */
function manifestKind(path) {
  return /^(tagmanifest|manifest)-[^/]*\.txt$/.exec(path)?.[1] ?? null;
}
