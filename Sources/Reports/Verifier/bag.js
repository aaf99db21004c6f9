'use strict';

const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const LINE_END = /\r\n|\r|\n/;

/** Holds a container's members against its own manifests and the layout (PackageFormat.md §7). */
class Bag {
  constructor(container, fileName) {
    this.container = container;
    this.findings = container.findings;
    this.notChecked = container.notChecked;
    this.beyond = [];
    this.name = '';
    this.files = [];
    this.info = [];
    this.sealNumber = null;
    this.isEvpack = false;
    this.report = null;
    if (!container.isArchive) return;
    this.chooseBag(fileName);
    this.checkDeclaration();
    this.checkInfo();
    this.checkContainer();
    for (const path of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      this.checkManifest(path);
    }
    this.checkOthers();
    this.checkOxum();
    this.readReport();
  }

  find(rule, place, details = {}, options = {}) {
    this.container.find(rule, place, details, { member: Infinity, ...options });
  }

  /** The folder that most members lie in: one damaged name then makes one finding. */
  chooseBag(fileName) {
    const counts = new Map();
    for (const { isUsable, top } of this.container.members) {
      if (isUsable) counts.set(top, (counts.get(top) ?? 0) + 1);
    }
    let bag = '';
    let most = 0;
    for (const [top, count] of counts) if (count > most) [bag, most] = [top, count];
    this.name = shown(bag);
    this.container.members.forEach((entry, member) => {
      if (!entry.isUsable) return;
      if (entry.top !== bag || (entry.path === null && !entry.isDirectory)) {
        return this.find('top-level-many', entry.name, { bag: this.name }, { member });
      }
      if (entry.path === null) return;
      this.files.push({ ...entry, member });
      if (entry.digest === null) this.notChecked.push(shown(entry.path));
    });
    this.byPath = new Map();
    for (const file of this.files) {
      if (!this.byPath.has(file.path)) this.byPath.set(file.path, file);
    }
    const expected = fileName.replace(/\.tar$/i, '');
    if (expected !== fileName && expected !== this.name) {
      this.find('top-level-name', this.name, { expected }, { level: 'warning' });
    }
  }

  checkDeclaration() {
    const file = this.byPath.get('bagit.txt');
    if (!file) return this.find('bagit-missing', 'bagit.txt');
    const text = file.content === null ? null : latin(file.content);
    if (text === 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') return;
    const reason = text === null ? 'not-read' : 'not-canonical';
    this.find('bagit-malformed', 'bagit.txt', { reason });
  }

  checkInfo() {
    const file = this.byPath.get('bag-info.txt');
    if (!file) return;
    const malformed = (line, reason, level) => this.find(
      'bag-info-malformed', 'bag-info.txt', { line: String(line), reason }, { level });
    if (file.content === null) return malformed(0, 'not-read');
    this.info = readInfo(file.content, malformed);
    this.isEvpack = this.info.some(({ label }) => label.toLowerCase().startsWith('evpack-'));
  }

  /** The values under a label. */
  values(label) {
    return this.info.filter(field => field.label.toLowerCase() === label.toLowerCase())
      .map(field => field.value);
  }

  checkContainer() {
    if (!this.files.some(file => isPayload(file.path))) {
      this.find('payload-folder-missing', 'data');
    }
    if (!this.isEvpack) {
      this.container.findings = this.findings = this.findings.filter(one => !one.isDeviation);
      return this.find('not-evpack', this.name, {}, { level: 'warning' });
    }
    this.checkTimes();
    let last = null;
    for (const { path, member } of this.files) {
      if (last === null || precedes(last, path)) {
        last = path;
      } else if (last !== path) {
        this.find('order-wrong', shown(path), { after: shown(last) }, { member });
      }
    }
  }

  /** Every header has the sealing time, which the tag manifest covers. */
  checkTimes() {
    const told = this.values('Evpack-Sealed');
    if (told.length !== 1) {
      return this.find('sealing-time-missing', 'bag-info.txt', { count: String(told.length) });
    }
    for (const { path, modified, member } of this.files) {
      const actual = moment(modified);
      if (actual === told[0]) continue;
      this.find('header-time', shown(path), { expected: told[0], actual }, { member });
    }
  }

  // From the manifest to the files, then back.
  checkManifest(manifest) {
    const isTag = manifestKind(manifest) === 'tagmanifest';
    const file = this.byPath.get(manifest);
    if (!file) {
      this.find(isTag ? 'tagmanifest-missing' : 'manifest-missing', manifest, {},
        { level: isTag && !this.isEvpack ? 'warning' : 'error' });
      if (!isTag) this.notChecked.push('data/');
      return;
    }
    if (isTag) this.sealNumber = file.digest;
    if (file.content === null) {
      if (file.digest === null) return;
      this.find('manifest-malformed', manifest, { line: '0', reason: 'not-read' });
      return void this.notChecked.push(manifest);
    }
    const isCovered = path => isTag
      ? !isPayload(path) && manifestKind(path) !== 'tagmanifest' : isPayload(path);
    const covered = this.files.filter(({ path }) => isCovered(path));
    const malformed = (line, reason) => this.find(
      'manifest-malformed', manifest, { line: String(line), reason });
    let text = latin(file.content);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      malformed(1, 'byte-order-mark');
      text = text.slice(BYTE_ORDER_MARK.length);
    }
    const hasReturns = this.isEvpack && text.includes('\r');
    if (hasReturns) {
      const line = String(text.split('\r', 1)[0].split('\n').length);
      this.find('manifest-noncanonical', manifest, { line });
    }
    const lines = text.split(LINE_END);
    if (lines.at(-1) === '') lines.pop();
    else malformed(lines.length, 'no-final-newline');
    const pass = {
      manifest, isTag, isCovered, covered, listed: new Set(), cursor: 0, isCanonical: !hasReturns,
      places: new Map(covered.map((one, index) => [one.member, index])),
    };
    lines.forEach((line, index) => {
      const next = covered[pass.cursor];
      if (next && !pass.listed.has(next) && line === manifestLine(next)) {
        pass.listed.add(next);
        pass.cursor++;
      } else {
        this.takeLine(line, String(index + 1), pass);
      }
    });
    for (const one of covered) {
      if (!pass.listed.has(one)) this.find(
        !isTag ? 'payload-extra' : manifestKind(one.path) ? 'manifest-unlisted' : 'tagfile-extra',
        shown(one.path), { manifest }, { member: one.member });
    }
  }

  takeLine(line, number, pass) {
    const { manifest, isTag } = pass;
    const malformed = reason => this.find(
      'manifest-malformed', manifest, { line: number, reason });
    const parts = /^([0-9A-Fa-f]{64})[ \t]+(.*)$/s.exec(line);
    if (!parts) return malformed('not-a-digest');
    const digest = parts[1];
    let written = parts[2];
    for (const [prefix, reason] of [['*', 'asterisk'], ['./', 'dot-slash']]) {
      if (!written.startsWith(prefix)) continue;
      written = written.slice(prefix.length);
      malformed(reason);
    }
    if (written === '') return malformed('no-path');
    if (/%(?!25|0[AaDd])/.test(written)) malformed('bad-escape');
    const path = written.replace(/%(25|0[AaDd])/g,
      (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    const problem = pathProblem(path);
    if (problem) return malformed(problem);
    if (!pass.isCovered(path)) return malformed('wrong-place');
    const file = this.byPath.get(path);
    if (!file) {
      return this.find(isTag ? 'tagfile-missing' : 'payload-missing', shown(path),
        { manifest, line: number });
    }
    const place = pass.places.get(file.member);
    const isInOrder = place >= pass.cursor;
    if (isInOrder) pass.cursor = place + 1;
    if (pass.listed.has(file)) {
      this.find('manifest-repeated', shown(path), { manifest, line: number },
        { member: file.member });
    }
    pass.listed.add(file);
    if (file.digest !== null && file.digest !== digest.toLowerCase()) {
      this.find(isTag ? 'tagfile-mismatch' : 'digest-mismatch', shown(path),
        { expected: digest.toLowerCase(), actual: file.digest, manifest, line: number },
        { member: file.member });
    }
    if (!this.isEvpack || !pass.isCanonical) return;
    pass.isCanonical = isInOrder && line === manifestLine({ path, digest: digest.toLowerCase() });
    if (!pass.isCanonical) this.find('manifest-noncanonical', manifest, { line: number });
  }

  /** Manifests of other algorithms, and files that a package never has. */
  checkOthers() {
    for (const { path } of this.files) {
      const kind = manifestKind(path);
      if (path === 'manifest-sha256.txt' || path === 'tagmanifest-sha256.txt') continue;
      if (kind) this.beyond.push(shown(path));
      // Nothing covers a second tag manifest.
      if (kind === 'tagmanifest') this.notChecked.push(shown(path));
      if (path === 'fetch.txt') {
        this.find('fetch-file', path, {}, { level: this.isEvpack ? 'error' : 'warning' });
      }
    }
  }

  checkOxum() {
    const payload = this.files.filter(({ path }) => isPayload(path));
    const octets = payload.reduce((sum, { size }) => sum + size, 0);
    const actual = `${octets}.${payload.length}`;
    const told = this.values('Payload-Oxum');
    if (told.length > 1 || (this.isEvpack && told.length === 0)) {
      this.find('oxum-count', 'bag-info.txt', { count: String(told.length) });
    }
    for (const expected of told) {
      if (!/^[0-9]+\.[0-9]+$/.test(expected)
        || expected.split('.').map(Number).join('.') !== actual) {
        this.find('oxum-mismatch', 'bag-info.txt', { expected, actual });
      }
    }
  }

  /** What evidence.json states, which is the sealer's word. */
  readReport() {
    const content = this.byPath.get('evidence.json')?.content;
    if (!content) return;
    try { this.report = JSON.parse(decoded(content)); } catch { return; }
    const requirements = this.report?.requirements;
    if (!Array.isArray(requirements)) return void (this.report = null);
    for (const requirement of requirements) {
      for (const stated of requirement?.attachments ?? []) {
        const path = latin(new TextEncoder().encode(String(stated?.path)));
        const file = this.byPath.get(path);
        if (stated) stated.isHeld = file !== undefined && file.digest === stated.sha256;
      }
    }
  }

  /** intact, broken, foreign (sound, but no package of evpack's), or none (no tar at all). */
  get verdict() {
    if (!this.container.isArchive) return 'none';
    if (this.container.isOverfull || this.notChecked.length > 0) return 'broken';
    if (this.findings.some(({ level }) => level === 'error')) return 'broken';
    return this.isEvpack ? 'intact' : 'foreign';
  }

  /** What the page shows, as plain values. */
  get result() {
    const findings = [...this.findings].sort((one, other) => one.member - other.member);
    if (this.container.isOverfull) {
      findings.push({
        rule: 'findings-too-many', level: 'error', place: '',
        details: { limit: String(MOST_FINDINGS) } });
    }
    return {
      verdict: this.verdict, bagName: this.name, sealNumber: this.sealNumber,
      sealedAt: this.values('Evpack-Sealed')[0] ?? null,
      stated: this.values('Evpack-Completeness')[0] ?? null,
      organization: this.values('Source-Organization')[0] ?? null,
      supersedes: this.values('Evpack-Supersedes')[0] ?? null,
      files: this.files.map(({ path, size, digest }) => ({ path: shown(path), size, digest })),
      findings, notChecked: this.notChecked, beyond: this.beyond, report: this.report,
    };
  }
}

function manifestLine({ path, digest }) {
  return `${digest}  ${path.replace(/[%\n\r]/g, character =>
    '%' + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'))}`;
}

/** Unix seconds as `2026-11-24T11:02:46Z`. */
function moment(seconds) {
  return seconds < 0 || seconds > LARGEST_OCTAL ? ''
    : new Date(seconds * 1000).toISOString().replace('.000', '');
}

/** The labels and values of bag-info.txt (RFC 8493 §2.2.2). */
function readInfo(content, malformed) {
  const trimmed = text => text.replace(/^[ \t]+|[ \t]+$/g, '');
  const isControl = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
  const fields = [];
  let text = latin(content);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    malformed(1, 'byte-order-mark');
    text = text.slice(BYTE_ORDER_MARK.length);
  }
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  else malformed(lines.length, 'no-final-newline', 'warning');
  lines.forEach((raw, index) => {
    const number = index + 1;
    const line = decoded(bytesOf(raw));
    if (line === null) return malformed(number, 'not-utf8');
    if (line === '') return;
    if (/^[ \t]/.test(line)) {
      if (fields.length === 0) return malformed(number, 'no-label');
      fields.at(-1).value += ' ' + trimmed(line);
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 0) return malformed(number, 'no-colon');
    const [name, rest] = [line.slice(0, colon), line.slice(colon + 1)];
    const label = trimmed(name);
    if (label === '' || label[0] === '\ufeff' || isControl.test(label)) {
      return malformed(number, 'bad-label');
    }
    fields.push({ label, value: trimmed(rest) });
    if (!/^([ \t]|$)/.test(rest) || /[ \t]$/.test(name)) malformed(number, 'bad-blank');
  });
  return fields;
}

/**
 * Checks a package: a file of `length` bytes, of which `read(offset, count)` gives some.
 *
 * Memory holds a window of it, its manifests, and a name and a digest a file.
 */
async function checkPackage(fileName, length, read, progress, digest = null) {
  const container = new Container(new Input(length, read, progress), digest);
  await container.scan();
  return new Bag(container, fileName).result;
}
