// What pages are made of. Whatever comes from data goes in as text.
(function () {
  'use strict';

  const BREAKS = /(?<=[/?&=])(?=[^/?&=])/;
  const MOST_BREAKS = 200;
  const LONG = 30;

  /** An element. Properties are attributes, but for `text`, `class` and functions, which listen. */
  function element(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === 'text') made.textContent = value;
      else if (name === 'class') made.className = value;
      else if (typeof value === 'function') made.addEventListener(name, value);
      else made.setAttribute(name, value === true ? '' : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  /**
   * Text of unknown origin, kept apart from the direction of its surroundings. With `onOneLine` it is not broken; of
   * `origin`, which it may begin with, less is made.
   */
  function data(text, { onOneLine = false, origin = '', whole = false } = {}) {
    const shown = Footfall.format.visible(text);
    const made = element('bdi', { class: 'data' });
    const begins = origin !== '' && shown.startsWith(origin);
    if (begins) made.append(element('span', { class: 'origin', text: origin }));
    const rest = begins ? shown.slice(origin.length) : shown;
    // A long URL is broken where its parts end, if it can be.
    (onOneLine ? [rest] : rest.split(BREAKS)).forEach((part, i) => (i > 0 && i < MOST_BREAKS ? made.append(element('wbr'), part) : made.append(part)));
    if (!whole && shown.length > LONG) made.title = shown;
    return made;
  }

  /** Saves a file. */
  function save(name, type, content) {
    const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    const link = element('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  /** Saves CSV: with a mark that spreadsheets know UTF-8 by. */
  function saveCsv(name, header, rows) {
    save(name, 'text/csv;charset=utf-8', '\ufeff' + Footfall.format.csv(header, rows));
  }

  Footfall.element = element;
  Footfall.dataText = data;
  Footfall.save = save;
  Footfall.saveCsv = saveCsv;
})();
