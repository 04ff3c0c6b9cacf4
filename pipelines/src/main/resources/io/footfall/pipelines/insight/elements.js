// Builds the elements of the pages. Data always enters the page as text.
(function () {
  'use strict';

  const BREAKS = /(?<=[/?&=])(?=[^/?&=])/;
  const MOST_BREAKS = 200;
  const LONG = 30;

  /** Makes an element. Properties become attributes, except `text`, `class` and functions, which become listeners. */
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
   * Makes an element for text of unknown origin, isolated from the direction of the surrounding text. `onOneLine`
   * prevents line breaks; a leading `origin` is dimmed. An address reads from left to right, whatever its script.
   */
  function data(text, { onOneLine = false, origin = '', whole = false, isAddress = false } = {}) {
    const shown = Footfall.format.visible(text);
    const made = element('bdi', { class: 'data', dir: isAddress ? 'ltr' : null });
    const begins = origin !== '' && shown.startsWith(origin);
    if (begins) made.append(element('span', { class: 'origin', text: origin }));
    const rest = begins ? shown.slice(origin.length) : shown;
    // Long URLs break after their separators.
    (onOneLine ? [rest] : rest.split(BREAKS)).forEach((part, i) =>
      i > 0 && i < MOST_BREAKS ? made.append(element('wbr'), part) : made.append(part),
    );
    if (!whole && shown.length > LONG) made.title = shown;
    return made;
  }

  /** Downloads content as a file. */
  function save(name, type, content) {
    const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    const link = element('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  /** Downloads CSV with a byte order mark, which makes spreadsheets read UTF-8. */
  function saveCsv(name, header, rows) {
    save(name, 'text/csv;charset=utf-8', '\ufeff' + Footfall.format.csv(header, rows));
  }

  Footfall.element = element;
  Footfall.dataText = data;
  Footfall.save = save;
  Footfall.saveCsv = saveCsv;
})();
