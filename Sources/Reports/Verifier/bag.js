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
    this.altered = new Set();
    this.unlisted = new Set();
    this.isEvpack = false;
    this.report = null;
    if (!container.isArchive) return;
    this.chooseBag(fileName);
    this.version = this.statedVersion();
    this.checkInfo();
    this.checkDeclaration();
    this.checkContainer();
    this.checkManifests();
    this.checkOthers();
    this.checkOxum();
    this.readReport();
    this.checkLayout();
    this.checkStatedDigests();
  }

  find(rule, place, details = {}, options = {}) {
    this.container.find(rule, place, details, { member: Infinity, ...options });
  }

  /** The folder that most members lie in: one damaged name then makes one finding. */
  chooseBag(fileName) {
    const usable = this.container.members.filter(({ isUsable }) => isUsable);
    const files = usable.filter(({ isDirectory }) => !isDirectory);
    this.lacksFolder = files.some(({ top, path }) => path === null && isBagFile(top))
      && !files.some(({ path }) => path !== null && isBagFile(path));
    if (this.lacksFolder) {
      for (const entry of usable) {
        const whole = entry.path === null ? entry.top : entry.top + '/' + entry.path;
        Object.assign(entry, { top: '', path: entry.isDirectory ? null : whole });
      }
    }
    const counts = new Map();
    for (const { top } of usable) counts.set(top, (counts.get(top) ?? 0) + 1);
    let bag = '';
    let most = 0;
    for (const [top, count] of counts) {
      const isMac = top === '__MACOSX' || isOfMac(top);
      if (count > most && !isMac) [bag, most] = [top, count];
    }
    this.name = this.lacksFolder ? fileName.replace(/\.tar$/i, '') : shown(bag);
    this.container.members.forEach((entry, member) => {
      if (!entry.isUsable) return;
      if (entry.top !== bag && (entry.isDirectory ? entry.top === '__MACOSX'
        : isOfMac(entry.path ?? entry.top))) {
        return this.find('macos-files', entry.name, {}, { member, level: 'warning' });
      }
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
    if (expected !== fileName && expected !== this.name && !this.lacksFolder) {
      this.find('top-level-name', this.name, { expected }, { level: 'warning' });
    }
  }

  /** The version of BagIt, as far as it is one of 0.93 to 0.97; else that of RFC 8493. */
  statedVersion() {
    const content = this.byPath.get('bagit.txt')?.content;
    return content ? /^BagIt-Version: (0\.9[3-7])[\r\n]/.exec(latin(content))?.[1] ?? '1.0' : '1.0';
  }

  get isStrict() { return this.version === '1.0'; }

  checkDeclaration() {
    const file = this.byPath.get('bagit.txt');
    if (!file) return this.find('bagit-missing', 'bagit.txt');
    const text = file.content === null ? null : latin(file.content);
    if (text === 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') return;
    if (!this.isEvpack && !this.isStrict) {
      this.find('bagit-version', 'bagit.txt', { version: this.version }, { level: 'note' });
      if (/^BagIt-Version: 0\.9[3-7](\r\n|\r|\n)Tag-File-Character-Encoding: UTF-8(\r\n|\r|\n)$/
        .test(text)) return;
    }
    const reason = text === null ? 'not-read' : 'not-canonical';
    this.find('bagit-malformed', 'bagit.txt', { reason });
  }

  checkInfo() {
    const isOld = ['0.93', '0.94', '0.95'].includes(this.version);
    const file = (isOld ? this.byPath.get('package-info.txt') : null)
      ?? this.byPath.get('bag-info.txt');
    if (!file) return;
    this.infoPath = file.path;
    const malformed = (line, reason, level) => {
      if (reason === 'bad-blank' && !this.isStrict) return;
      this.find('bag-info-malformed', file.path, { line: String(line), reason }, { level });
    };
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
    if (this.lacksFolder) {
      this.find('base-folder-missing', '', {}, { level: this.isEvpack ? 'error' : 'warning' });
    }
    if (!this.isEvpack) return this.find('not-evpack', this.name, {}, { level: 'warning' });
    const told = this.values('Evpack-Sealed');
    if (told.length !== 1) {
      this.find('sealing-time-missing', 'bag-info.txt', { count: String(told.length) });
    }
    if (this.isRewritten) {
      // Its manifests are in the order of sealing all the same.
      this.files.sort((one, other) => precedes(one.path, other.path) ? -1
        : Number(one.path !== other.path));
      return this.find('repacked', this.name, {}, { level: 'warning' });
    }
    for (const deviation of this.container.deviations) this.container.find(...deviation);
    if (told.length === 1) this.checkTimes(told[0]);
    let last = null;
    for (const { path, member } of this.files) {
      if (last === null || precedes(last, path)) {
        last = path;
      } else if (last !== path) {
        this.find('order-wrong', shown(path), { after: shown(last) }, { member });
      }
    }
  }

  /** Whether another program wrote the tar anew: most members depart from the canonical form. */
  get isRewritten() {
    const { members, deviations } = this.container;
    const departing = new Set(deviations.map(([, , , { member }]) => member)
      .filter(member => member < members.length));
    return departing.size * 2 > members.length;
  }

  /** Every header has the sealing time, which the tag manifest covers. */
  checkTimes(told) {
    for (const { path, modified, member } of this.files) {
      const actual = moment(modified);
      if (actual === told) continue;
      this.find('header-time', shown(path), { expected: told, actual }, { member });
    }
  }

  checkManifests() {
    const known = this.files.map(({ path }) => path).filter(manifestAlgorithm).sort();
    const all = this.files.map(({ path }) => path).filter(manifestKind);
    const paths = new Set(known);
    this.listedOnce = new Set();
    // Of another tool's bag any algorithm will do; what none that is known here lists is not judged.
    for (const [path, kind] of [['manifest-sha256.txt', 'manifest'],
      ['tagmanifest-sha256.txt', 'tagmanifest']]) {
      if (this.isEvpack || !all.some(one => manifestKind(one) === kind)) paths.add(path);
    }
    for (const path of [...paths].sort()) this.checkManifest(path);
    const payload = known.filter(path => manifestKind(path) === 'manifest');
    const algorithms = payload.map(manifestAlgorithm);
    if (all.filter(path => manifestKind(path) === 'manifest').length === payload.length
      && algorithms.length > 0 && algorithms.every(name => name === 'md5')) {
      for (const path of payload) this.find('manifest-weak', path, {}, { level: 'warning' });
    }
    if (this.isStrict || payload.length === 0) return;
    // Before 1.0 it was enough that one manifest lists a file.
    for (const file of this.files) {
      if (isPayload(file.path) && !this.listedOnce.has(file)) {
        this.findUnlisted(file, false, payload.join(', '));
      }
    }
  }

  findUnlisted(file, isTag, manifest) {
    this.unlisted.add(file.path);
    const [rule, level] = isTag && manifestKind(file.path)
      ? ['manifest-unlisted', this.isStrict ? 'error' : 'warning']
      : isOfMac(file.path) ? ['macos-files', isTag ? 'warning' : 'error']
      : isTag ? ['tagfile-extra', 'warning'] : ['payload-extra', 'error'];
    this.find(rule, shown(file.path), { manifest },
      { member: file.member, level: this.isEvpack ? 'error' : level });
  }

  // From the manifest to the files, then back.
  checkManifest(manifest) {
    const isTag = manifestKind(manifest) === 'tagmanifest';
    const algorithm = manifestAlgorithm(manifest);
    const file = this.byPath.get(manifest);
    if (!file) {
      this.find(isTag ? 'tagmanifest-missing' : 'manifest-missing', manifest, {},
        { level: isTag && !this.isEvpack ? 'warning' : 'error' });
      if (!isTag) this.notChecked.push('data/');
      return;
    }
    if (manifest === 'tagmanifest-sha256.txt') this.sealNumber = file.digest;
    if (file.content === null) {
      if (file.digest === null) return;
      this.find('manifest-malformed', manifest, { line: '0', reason: 'not-read' });
      return void this.notChecked.push(manifest);
    }
    const isCovered = path => isTag
      ? !isPayload(path) && manifestKind(path) !== 'tagmanifest' : isPayload(path);
    const covered = this.files.filter(({ path }) => isCovered(path));
    const malformed = (line, reason) => this.findMalformed(manifest, String(line), reason);
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
      manifest, isTag, algorithm, isCovered, covered, listed: new Set(), cursor: 0, isCanonical: !hasReturns,
      places: new Map(covered.map((one, index) => [one.member, index])),
    };
    lines.forEach((line, index) => {
      const next = covered[pass.cursor];
      if (next && !pass.listed.has(next) && line === manifestLine(next, algorithm)) {
        pass.listed.add(next);
        pass.cursor++;
      } else {
        this.takeLine(line, String(index + 1), pass);
      }
    });
    for (const one of covered) {
      if (pass.listed.has(one)) this.listedOnce.add(one);
      else if (isTag || this.isStrict) this.findUnlisted(one, isTag, manifest);
    }
  }

  findMalformed(manifest, line, reason) {
    const isSlight = ['no-final-newline', 'asterisk', 'dot-slash'].includes(reason);
    this.find('manifest-malformed', manifest, { line, reason },
      { level: isSlight && !this.isEvpack ? 'warning' : 'error' });
  }

  takeLine(line, number, pass) {
    const { manifest, isTag, algorithm } = pass;
    const malformed = reason => this.findMalformed(manifest, number, reason);
    const parts = /^([0-9A-Fa-f]+)[ \t]+(.*)$/s.exec(line);
    if (parts?.[1].length !== ALGORITHMS[algorithm]) return malformed('not-a-digest');
    const digest = parts[1];
    let written = parts[2];
    for (const [prefix, reason] of [['*', 'asterisk'], ['./', 'dot-slash']]) {
      if (!written.startsWith(prefix)) continue;
      written = written.slice(prefix.length);
      malformed(reason);
    }
    if (written === '') return malformed('no-path');
    const unescaped = written.replace(/%(25|0[AaDd])/g,
      (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    // Drafts encode nothing; some programs do nevertheless.
    const isLiteral = !this.isStrict && (this.byPath.has(written) || !this.byPath.has(unescaped));
    if (this.isStrict && /%(?!25|0[AaDd])/.test(written)) malformed('bad-escape');
    const path = isLiteral ? written : unescaped;
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
        { member: file.member, level: this.isStrict ? 'error' : 'warning' });
    }
    pass.listed.add(file);
    const actual = digestOf(file, algorithm);
    if (actual !== null && actual !== digest.toLowerCase()) {
      this.altered.add(path);
      this.find(isTag ? 'tagfile-mismatch' : 'digest-mismatch', shown(path),
        { expected: digest.toLowerCase(), actual, manifest, line: number },
        { member: file.member });
    }
    if (!this.isEvpack || !pass.isCanonical) return;
    pass.isCanonical = isInOrder
      && line === manifestLine({ path, digest: digest.toLowerCase() }, 'sha256');
    if (!pass.isCanonical) this.find('manifest-noncanonical', manifest, { line: number });
  }

  /** Manifests of other algorithms, and files that a package never has. */
  checkOthers() {
    for (const { path } of this.files) {
      const kind = manifestKind(path);
      if (kind && !manifestAlgorithm(path)) {
        this.beyond.push(shown(path));
        // Nothing covers a second tag manifest.
        if (kind === 'tagmanifest' && this.isEvpack) this.notChecked.push(shown(path));
      }
      if (path === 'fetch.txt') {
        this.find('fetch-file', path, {}, { level: this.isEvpack ? 'error' : 'warning' });
      }
    }
  }

  checkOxum() {
    const payload = this.files.filter(
      ({ path }) => isPayload(path) && !(this.unlisted.has(path) && isOfMac(path)));
    const octets = payload.reduce((sum, { size }) => sum + size, 0);
    const actual = `${octets}.${payload.length}`;
    const told = this.values('Payload-Oxum');
    if (told.length > 1 || (this.isEvpack && told.length === 0)) {
      this.find('oxum-count', 'bag-info.txt', { count: String(told.length) },
        { level: this.isStrict ? 'error' : 'warning' });
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

  /** Holds the files against the digests that evidence.json states, each file once. */
  checkStatedDigests() {
    if (!this.isSound) return;
    const told = new Set();
    for (const requirement of this.report?.requirements ?? []) {
      for (const stated of requirement?.attachments ?? []) {
        const path = String(stated?.path);
        if (!stated || stated.isHeld || told.has(path)) continue;
        told.add(path);
        if (!this.byPath.has(latin(new TextEncoder().encode(path)))) continue;
        this.find('evidence-digest-differs', shown(latin(new TextEncoder().encode(path))), {}, { isOfContent: true });
      }
    }
  }

  /** What stands where evpack seals nothing, what it always seals, and what its page never has. */
  checkLayout() {
    const told = (rule, place, details = {}) => this.find(
      rule, place, details, { isOfContent: true });
    const has = path => this.byPath.has(path);
    const content = path => this.altered.has(path) ? null : this.byPath.get(path)?.content ?? null;
    if (!this.isEvpack) {
      if (this.findings.some(({ rule }) => rule === 'truncated')) return;
      if (!has('evidence.json') && !has('data/form/answers.json')
        && !isDefinition(content('form.json'))) return;
      this.container.findings = this.findings = this.findings.filter(
        ({ rule }) => rule !== 'not-evpack');
      told('labels-removed', 'bag-info.txt');
    }
    for (const { path } of this.files) {
      if (!mayHold(path) && !this.unlisted.has(path)) told('stray-file', shown(path));
    }
    if (this.isSound) {
      for (const path of ['form.json', 'index.html']) if (!has(path)) told('part-missing', path);
    }
    const page = content('index.html');
    if (!page) return;
    const { foreign, figures } = readPage(page);
    if (foreign !== null) return told('page-foreign', 'index.html', { text: shown(foreign) });
    const required = this.report?.summary?.required;
    if (!Number.isInteger(required?.held) || !Number.isInteger(required?.asked)) return;
    const found = `${required.held}/${required.asked}`;
    if (figures !== found) told('page-differs', 'index.html', { stated: figures ?? '', found });
  }

  get isSound() {
    return !this.container.isOverfull && this.notChecked.length === 0
      && !this.findings.some(({ level, isOfContent }) => level === 'error' && !isOfContent);
  }

  /**
   * intact, repacked (only the tar is another program's), broken, foreign (sound, but no package of
   * evpack's), or none (no tar at all).
   */
  get verdict() {
    if (!this.container.isArchive) return 'none';
    if (!this.isSound) return 'broken';
    if (!this.isEvpack) return 'foreign';
    return this.isRewritten ? 'repacked' : 'intact';
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

/** A file's digest; null where it could not be read. */
function digestOf(file, algorithm) {
  return algorithm === 'sha256' ? file.digest : file.digests?.[algorithm] ?? null;
}

function manifestLine(file, algorithm) {
  const { path } = file;
  const digest = file.digests ? digestOf(file, algorithm) : file.digest;
  return `${digest}  ${path.replace(/[%\n\r]/g, character =>
    '%' + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'))}`;
}

/** Whether a package of evpack's has a file there (PackageFormat.md §4.1). */
function mayHold(path) {
  if (path.startsWith('data/evidence/')) return true;
  const form = /^data\/form\/([^/]+)$/.exec(path)?.[1];
  if (form !== undefined) return form === 'answers.json' || /\.(doc[xm]?|wps)$/i.test(form);
  return isBagFile(path) || ['evidence.json', 'form.json', 'index.html'].includes(path);
}

function isDefinition(content) {
  try {
    const { form, version } = JSON.parse(decoded(content));
    return typeof form === 'string' && ['string', 'number'].includes(typeof version);
  } catch { return false; }
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
