'use strict';

const PAGE_ELEMENTS = new Set(('html head meta title style body main header footer section div p h1 '
  + 'h2 h3 h4 span b i small em strong code br hr ul ol li dl dt dd table caption colgroup col thead '
  + 'tbody tfoot tr th td a time figure figcaption').split(' '));
const PAGE_ATTRIBUTES = new Set(('lang class id title scope colspan rowspan headers name content href '
  + 'style datetime dir').split(' '));
const STYLE_RULES = new Set('media page bottom-center'.split(' '));
const STYLE_FUNCTIONS = new Set('calc counter max min minmax not nth-child repeat rgb var'.split(' '));
// A link to the longest path, encoded, and then some.
const LONGEST_TAG = 16384;
const PAGE_BEGINNING = /^<!DOCTYPE html>\n<html lang="[\w-]*">\n<head>\n<meta charset="utf-8">\n/;

/** What in a page is none of evpack's (PackageFormat.md §4.2), or null, and the figures on it. */
function readPage(bytes) {
  // A browser shows U+FFFD for it.
  if (decoded(bytes) === null) return { foreign: 'U+FFFD' };
  const text = latin(bytes);
  const control = /[\0-\x09\x0b-\x1f]/.exec(text)?.[0].charCodeAt(0);
  if (control !== undefined) {
    return { foreign: 'U+' + control.toString(16).toUpperCase().padStart(4, '0') };
  }
  let place = PAGE_BEGINNING.exec(text)?.[0].length;
  if (place === undefined) return { foreign: text.slice(0, 60) };
  const reference = text.search(/&(?!(amp|lt|gt|quot|#39);)/);
  if (reference >= 0) return { foreign: text.slice(reference, reference + 60) };
  let figures = null;
  let count = 0;
  while ((place = text.indexOf('<', place)) >= 0) {
    const end = text.indexOf('>', place);
    const foreign = text.slice(place, end < 0 ? place + 60 : Math.min(end + 1, place + 60));
    const tag = text.slice(place + 1, end < 0 ? text.length : end);
    const name = /^\/?([0-9a-z]+)/.exec(tag)?.[1];
    if (end < 0 || end - place >= LONGEST_TAG || !PAGE_ELEMENTS.has(name)) return { foreign };
    place = end + 1;
    if (tag === '/' + name) continue;
    const rest = tag.slice(name.length);
    if (!/^( [0-9a-z]+="[^"<]*")*$/.test(rest)) return { foreign };
    const attributes = [...rest.matchAll(/ ([0-9a-z]+)="([^"]*)"/g)];
    // Of two, a browser takes the first.
    const isOurs = new Set(attributes.map(([, attribute]) => attribute)).size === attributes.length
      && attributes.every(([, attribute, value]) => PAGE_ATTRIBUTES.has(attribute)
        && (attribute !== 'style' || /^width: [0-9]{1,3}%$/.test(value))
        && (attribute !== 'href' || (name === 'a' && isInside(value)))
        && (attribute !== 'name' || (name === 'meta' && value === 'viewport')));
    if (!isOurs) return { foreign };
    const next = text.indexOf('<', place);
    const inside = text.slice(place, next < 0 ? text.length : next);
    // A browser finds no tags in these until they end.
    if (name === 'style' || name === 'title') {
      const isEnded = next >= 0 && text.startsWith(`</${name}>`, next);
      if (!isEnded || (name === 'style' && !isPlainStyle(inside))) return { foreign };
    }
    if (attributes.some(([, attribute, value]) => attribute === 'class' && value === 'count')) {
      count += 1;
      figures = inside.replace(/ /g, '');
    }
  }
  return { foreign: null, figures: count === 1 ? figures : null };
}

/** Whether a style has no functions and rules but those that load nothing, and no escapes. */
function isPlainStyle(style) {
  return /^[\n -\[\]-~]*$/.test(style)
    && style.match(/@[\w-]*/g)?.every(rule => STYLE_RULES.has(rule.slice(1))) !== false
    && style.match(/[\w-]+\(?/g)?.every(
      name => !name.endsWith('(') || STYLE_FUNCTIONS.has(name.slice(0, -1))) !== false;
}

/** Whether a link leads to a place of the page, or to a file of the payload as evpack spells it. */
function isInside(link) {
  if (/^#[\w-]*$/.test(link)) return true;
  return /^data\//.test(link) && link.split('/').every(
    part => part !== '.' && part !== '..' && /^([\w.~-]|%[0-9A-F]{2})+$/.test(part)
      && !/%([01].|7F|2D|2E|2F|3[0-9]|4[1-9A-F]|5[0-9AC]|5F|6[1-9A-F]|7[0-9AE])/.test(part));
}
