'use strict';

const allWords = JSON.parse(document.getElementById('words').textContent);
const longestList = 200;
const longestFolder = 1000;
const jobs = [];
let language = document.documentElement.dataset.language
  || (/^zh\b/i.test(navigator.language) ? 'zh' : 'en');

// --- Words ---

/** A phrase with its names filled in, as Reports/Phrasebook.swift does it. */
function say(id, details = {}) {
  return filled(allWords.phrases[id]?.[language] ?? id, details);
}

/** `{name}` is filled in; a part in `[[…]]` is left out where one of its names has no value. */
function filled(template, details) {
  const fill = text => text.replace(/\{([^}]*)\}/g, (_, name) => details[name] ?? '');
  const isWhole = text => [...text.matchAll(/\{([^}]*)\}/g)].every(([, name]) => name in details);
  return template.split(/(\[\[.*?\]\])/s)
    .map(part => part.startsWith('[[')
      ? (isWhole(part) ? fill(part.slice(2, -2)) : '') : fill(part))
    .join('');
}

function wordsOf(finding) {
  const details = {};
  for (const [name, value] of Object.entries(finding.details)) {
    if (name === 'line' && value === '0') continue;
    const phrase = allWords.phrases[`value.${name}.${value}`];
    details[name] = phrase ? phrase[language]
      : /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 16) + '…' : visible(value);
  }
  const words = allWords.findings[finding.rule] ?? {};
  return {
    message: filled(words[language] ?? finding.rule, details),
    hint: filled(words[language + '-hint'] ?? '', details),
  };
}

/** Text of a package without characters that can't be seen or turn a line around. */
function visible(text) {
  return String(text ?? '').replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '');
}

function bytesText(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; count >= 999.5 && unit < units.length - 1; unit++) count /= 1000;
  return `${unit === 0 ? count : count.toPrecision(3)} ${units[unit]}`;
}

function sealText(digest) {
  return digest.slice(0, 20).toUpperCase().match(/.{4}/g).join('-');
}

// --- The page's parts: all text goes in as text ---

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') made.addEventListener('click', value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

function showLanguage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const place of document.querySelectorAll('[data-word]')) {
    place.textContent = say(place.dataset.word);
  }
  document.title = say('verifier.title');
  document.getElementById('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  jobs.forEach(show);
  showSummary();
}

/** Of several packages, a line each, which leads to all that is said of it. */
function showSummary() {
  const place = document.getElementById('summary');
  place.replaceChildren();
  if (jobs.length < 2) return;
  const columns = ['column.file', 'verifier.results', 'verify.seal', 'verify.source', 'verifier.stated'];
  const rows = jobs.map((job, index) => {
    const result = job.state === 'done' ? job.result : null;
    const stated = result && statedText(result);
    return element('tr', { class: result ? classOf(result) : job.state },
      element('th', { scope: 'row' }, element('a', { href: `#job-${index}` }, visible(job.file.name))),
      element('td', {}, outcomeText(job)),
      element('td', { class: 'digest' },
        ['intact', 'repacked'].includes(result?.verdict) ? sealText(result.sealNumber) : ''),
      element('td', {}, visible(result?.organization)), element('td', {}, stated ?? ''));
  });
  place.append(element('div', { class: 'scrolled' }, element('table', {},
    element('caption', {}, say('verifier.summary', { count: jobs.length })),
    element('thead', {}, element('tr', {},
      ...columns.map(column => element('th', { scope: 'col' }, say(column))))),
    element('tbody', {}, ...rows))));
}

function outcomeText(job) {
  switch (job.state) {
    case 'done': return verdictText(job.result);
    case 'failed': return say(job.reason);
    default: return say('verifier.' + job.state);
  }
}

function statedText({ stated }) {
  const match = /^(?:in)?complete ([0-9]+)\/([0-9]+)$/.exec(stated ?? '');
  return match ? say('verifier.stated-complete', { held: match[1], asked: match[2] }) : null;
}

function show(job) {
  const parts = [element('h3', {}, visible(job.file.name))];
  switch (job.state) {
    case 'waiting': parts.push(element('p', {}, say('verifier.waiting'))); break;
    case 'running': parts.push(...runningParts(job)); break;
    case 'cancelled': parts.push(element('p', {}, say('verifier.cancelled')), againButton(job)); break;
    case 'failed':
      parts.push(element('p', {}, say(job.reason)));
      if (job.reason === 'verifier.unreadable') parts.push(againButton(job));
      break;
    case 'done': parts.push(...resultParts(job)); break;
  }
  const article = element('article', {
    class: job.state === 'done' ? classOf(job.result) : job.state, 'data-file': job.file.name,
    id: `job-${jobs.indexOf(job)}`,
  }, ...parts);
  if (job.place) job.place.replaceWith(article);
  else document.getElementById('results').append(article);
  job.place = article;
}

function againButton(job) {
  return element('button', {
    type: 'button', 'aria-label': say('verifier.again-which', { file: visible(job.file.name) }),
    onclick: () => { job.state = 'waiting'; show(job); next(); },
  }, say('verifier.again'));
}

function runningParts(job) {
  const name = visible(job.file.name);
  job.bar = element('progress', { max: 100, 'aria-label': `${say('verifier.running')} ${name}` });
  job.remark = element('p', {});
  const cancel = element('button', {
    type: 'button', 'aria-label': say('verifier.cancel-which', { file: name }),
    onclick: () => finish(job, { state: 'cancelled' }),
  }, say('verifier.cancel'));
  showProgress(job);
  return [job.bar, element('div', { class: 'running' }, job.remark, cancel)];
}

function showProgress(job) {
  const { done = 0, file: { size: total } } = job;
  job.bar.value = total > 0 ? 100 * done / total : 0;
  const details = {
    percent: Math.floor(job.bar.value), done: bytesText(done), total: bytesText(total) };
  const spent = (Date.now() - job.began) / 1000;
  if (spent > 2 && done > 0) {
    const left = spent * (total - done) / done;
    details.left = left < 90 ? say('verifier.seconds', { count: Math.ceil(left) })
      : say('verifier.minutes', { count: Math.ceil(left / 60) });
  }
  job.remark.textContent = say('verifier.progress', details);
}

/** A package whose bytes are as sealed may hold what it should not. */
function isDoubtful({ verdict, findings }) {
  return ['intact', 'repacked', 'foreign'].includes(verdict)
    && findings.some(({ level }) => level === 'error');
}

function classOf(result) {
  return result.verdict + (isDoubtful(result) ? ' doubtful' : '');
}

function verdictText(result) {
  return say(isDoubtful(result) ? 'verifier.verdict.doubtful' : 'verifier.verdict.' + result.verdict);
}

function resultParts({ file, result }) {
  const errors = result.findings.filter(({ level }) => level === 'error');
  const others = result.findings.filter(({ level }) => level !== 'error');
  return [
    element('p', { class: 'verdict' }, verdictText(result)),
    element('p', {}, say(isDoubtful(result) ? 'verifier.means.doubtful'
      : 'verifier.means.' + result.verdict)),
    factsPart(file, result),
    findingsPart('verifier.defects', errors),
    findingsPart('verifier.remarks', others),
    listPart('verifier.unread', result.notChecked),
    cataloguePart(result.report),
    filesPart(result.files),
    uncheckedPart(result),
  ];
}

function factsPart(file, result) {
  const facts = element('dl');
  const add = (label, ...value) => facts.append(
    element('dt', {}, say(label)), element('dd', {}, ...value));
  if (result.sealNumber && result.verdict !== 'foreign') {
    add('verify.seal', element('span', { class: 'seal' }, sealText(result.sealNumber)));
    add('verify.seal-full', element('span', { class: 'digest' }, result.sealNumber));
  }
  if (result.organization) add('verify.source', visible(result.organization));
  if (result.sealedAt) add('verify.sealed-at', momentText(result.sealedAt));
  const stated = statedText(result);
  if (stated) add('verifier.stated', stated);
  if (/^[0-9a-f]{64}$/.test(result.supersedes ?? '')) {
    add('verify.supersedes', say('verifier.supersedes', { seal: sealText(result.supersedes) }));
  }
  add('verifier.size', result.verdict === 'none' ? bytesText(file.size)
    : say('verify.contents', { size: bytesText(file.size), count: result.files.length }));
  return facts;
}

function momentText(text) {
  const moment = new Date(text);
  return isNaN(moment) ? visible(text)
    : moment.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB',
      { dateStyle: 'long', timeStyle: 'medium' });
}

function findingsPart(heading, findings) {
  if (findings.length === 0) return null;
  // What to do is said once, however many findings ask for it.
  const told = new Set();
  // What follows from a file that was cut off asks for nothing of its own.
  const isCutOff = findings.some(({ rule }) => rule === 'truncated');
  const items = findings.slice(0, longestList).map(finding => {
    const { message, hint: whole } = wordsOf(finding);
    const isAsked = !told.has(whole) && (!isCutOff || finding.rule === 'truncated');
    const hint = isAsked ? whole : '';
    told.add(whole);
    const place = visible(finding.place) || say('verifier.whole-file');
    return element('li', { 'data-rule': finding.rule, class: finding.level },
      place + say('colon') + message,
      hint ? element('div', { class: 'hint' }, '→ ' + hint) : null);
  });
  const rest = findings.length - items.length;
  return element('section', {},
    element('h4', {}, say(heading, { count: findings.length })),
    element('ul', {}, ...items),
    rest > 0 ? element('p', {}, say('verifier.more', { count: rest })) : null);
}

function listPart(heading, lines) {
  if (lines.length === 0) return null;
  const rest = lines.length - longestList;
  return element('section', {},
    element('h4', {}, say(heading)),
    element('ul', {}, ...lines.slice(0, longestList).map(
      line => element('li', {}, visible(line)))),
    rest > 0 ? element('p', {}, say('verifier.more', { count: rest })) : null);
}

/** A table that is made when it is opened, since a package may have thousands of files. */
function folded(heading, columns, makeRows, remark = null) {
  const part = element('details', {}, element('summary', {}, heading));
  part.addEventListener('toggle', () => {
    if (part.childElementCount > 1) return;
    part.append(element('div', { class: 'scrolled' }, element('table', {},
      element('thead', {}, element('tr', {},
        ...columns.map(column => element('th', { scope: 'col' }, say(column))))),
      element('tbody', {}, ...makeRows().map(cells => element('tr', {}, ...cells))))));
    if (remark) part.append(element('p', {}, remark));
  });
  return part;
}

/** The option's words, or where they say little by themselves (是), the question with them. */
function requirementText({ label, option }) {
  if (!option) return label;
  return option.length > 1 ? option : `${label}${say('colon')}${option}`;
}

function cataloguePart(report) {
  if (!report) return null;
  const listed = report.requirements.filter(
    one => one && (one.attachments?.length > 0 || one.state === 'missing'));
  const count = listed.reduce((sum, one) => sum + (one.attachments?.length ?? 0), 0);
  const states = { held: 'state.held', missing: 'state.missing' };
  return folded(
    say('verifier.catalogue', { count: report.requirements.length }),
    ['column.number', 'column.requirement', 'column.state', 'column.file', 'column.size',
      'verifier.results'],
    () => listed.flatMap(one => {
      const head = isFirst => [
        element('td', { class: 'number' }, isFirst ? visible(one.number) : ''),
        element('td', {}, isFirst ? visible(requirementText(one)) : ''),
        element('td', {}, isFirst ? say(states[one.state] ?? visible(one.state)) : ''),
      ];
      if (!one.attachments?.length) {
        return [[...head(true), element('td', { colspan: 3 }, say('verifier.no-file'))]];
      }
      return one.attachments.map((attachment, index) => [
        ...head(index === 0),
        element('td', {}, visible(attachment?.path).split('/').at(-1)),
        element('td', { class: 'size' }, bytesText(Number(attachment?.size) || 0)),
        element('td', { class: attachment?.isHeld ? '' : 'error' },
          say(attachment?.isHeld ? 'verifier.held' : 'verifier.not-held')),
      ]);
    }),
    say('verifier.catalogue-count', { requirements: listed.length, files: count }));
}

function filesPart(files) {
  if (files.length === 0) return null;
  return folded(
    say('verifier.files', { count: files.length }),
    ['column.file', 'column.size', 'column.sha256'],
    () => files.map(file => [
      element('td', {}, visible(file.path)),
      element('td', { class: 'size' }, bytesText(file.size)),
      element('td', { class: 'digest' }, file.digest ?? ''),
    ]));
}

function uncheckedPart({ verdict, beyond }) {
  if (verdict === 'none') return null;
  const lines = ['signature', 'opening', 'completeness', 'answers', 'truth']
    .map(id => say('verifier.not-checked.' + id));
  if (beyond.length > 0) {
    lines.push(say('verifier.not-checked.other-digests',
      { files: beyond.map(visible).join(say('comma')) }));
  }
  return listPart('verifier.not-checked', lines);
}

// --- One package after the other, in a worker ---

const workerAddress = URL.createObjectURL(
  new Blob([document.getElementById('core').textContent], { type: 'text/javascript' }));
let worker = null;
let current = null;

function addJob(job) {
  jobs.push(job);
  show(job);
}

function add(files) {
  for (const file of files) addJob({ file, state: 'waiting' });
  showSummary();
  document.getElementById('nothing-yet').hidden = jobs.length > 0;
  next();
}

function next() {
  if (current) return;
  const job = jobs.find(({ state }) => state === 'waiting');
  if (!job) return;
  current = job;
  if (/\.p7s$/i.test(job.file.name)) {
    return finish(job, { state: 'failed', reason: 'verifier.is-signature' });
  }
  Object.assign(job, { state: 'running', began: Date.now(), done: 0 });
  show(job);
  worker ??= new Worker(workerAddress);
  worker.onmessage = ({ data }) => {
    if (data.result) finish(job, { state: 'done', result: data.result });
    else if (data.failure) fail(job);
    else {
      job.done = data.done;
      showProgress(job);
    }
  };
  worker.onerror = () => fail(job);
  worker.postMessage(job.file);
}

function fail(job) {
  const isFolder = job.file.type === '' && job.file.size % 4096 === 0 && !/\./.test(job.file.name);
  finish(job, {
    state: 'failed', reason: isFolder ? 'verifier.is-folder' : 'verifier.unreadable' });
}

function finish(job, outcome) {
  Object.assign(job, outcome);
  if (job.state !== 'done') {
    worker?.terminate();
    worker = null;
  }
  show(job);
  showSummary();
  const verdict = outcomeText(job);
  document.getElementById('announcement').textContent = say(
    'verifier.announced', { file: visible(job.file.name), verdict });
  current = null;
  next();
}

const drop = document.getElementById('drop');
const input = document.getElementById('files');
input.addEventListener('change', () => {
  add(input.files);
  input.value = '';
});
document.addEventListener('dragover', event => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) drop.classList.remove('over');
});
document.addEventListener('drop', event => {
  event.preventDefault();
  drop.classList.remove('over');
  const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.());
  if (entries.some(entry => entry?.isDirectory)) addFolders(entries);
  else add(event.dataTransfer.files);
});

/** Packages and signatures that lie in folders, whatever else is there. */
async function addFolders(entries) {
  const found = [];
  const take = async (entry, isInside) => {
    if (found.length >= longestFolder) return;
    if (entry?.isFile && (!isInside || /\.(tar|p7s)$/i.test(entry.name))) {
      found.push(await new Promise((done, fail) => entry.file(done, fail)));
    } else if (entry?.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, fail) => reader.readEntries(done, fail));
        if (some.length === 0) break;
        for (const inner of some) await take(inner, true);
      }
    }
  };
  for (const entry of entries) {
    const before = found.length;
    // A folder that can't be read is told as one without packages.
    await take(entry, false).catch(() => null);
    if (entry?.isDirectory && found.length === before) {
      addJob({ file: { name: entry.name, size: 0 }, state: 'failed', reason: 'verifier.no-package-inside' });
    }
  }
  add(found);
}
document.getElementById('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  showLanguage();
});
showLanguage();
