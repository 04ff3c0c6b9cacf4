// The parts that all tabs are made of: sections, cards, tiles with their changes and tags, and buttons that filter.
(function () {
  'use strict';

  const { element, dataText, bar } = Footfall;
  const f = Footfall.format;

  const START_DAYS = 28;

  function section(id, title, lead) {
    const heading = element('h2', { id: id + '-title', text: title });
    const note = element('p', { class: 'lead', text: lead || '' });
    const body = element('div', { class: 'body' });
    return { root: element('section', { id, 'aria-labelledby': id + '-title' }, heading, note, body), body, note };
  }

  function card(title, ...content) {
    return element(
      'div',
      { class: 'card' },
      element('div', { class: 'heading' }, element('h3', { text: title }), element('span', { class: 'tags' })),
      ...content,
    );
  }

  function tag(kind, text, title) {
    return element('span', { class: 'tag ' + kind, text, title });
  }

  /** Shows in a card that its numbers are estimated, or that too much of them is missing. */
  function labelCard(one, error, missing) {
    const tags = [];
    if (error > 0) tags.push(tag('about', 'estimated', 'The relative standard error is ' + f.percent(error) + '.'));
    if (missing.length) tags.push(tag('part', 'partial', missing.join(' ')));
    one.querySelector('.heading .tags').replaceChildren(...tags);
  }

  function tile(id, label, title) {
    const value = element('p', { class: 'value', id: 'value-' + id });
    const change = element('p', { class: 'change' });
    const tags = element('p', { class: 'tags' });
    const name = element('p', { class: 'label', text: label, title });
    const root = element(
      'div',
      { class: 'tile', id: 'tile-' + id, role: 'group', 'aria-label': label },
      name,
      value,
      change,
      tags,
    );
    return { root, name, value, change, tags };
  }

  /** Makes a grid of tiles from [id, label, definition] triples: {root, tiles}. */
  function tiles(all) {
    const made = {};
    for (const [id, label, title] of all) made[id] = tile(id, label, title);
    return { root: element('div', { class: 'tiles' }, ...Object.values(made).map((one) => one.root)), tiles: made };
  }

  /**
   * Shows a number in a tile. `what` is {value, full, none, note, plusMinus, missing, now, before, beforeText, basis}:
   * `plusMinus` is the standard error as text, and `basis` says which days a comparison uses, if not all.
   */
  function setTile(one, what) {
    one.value.textContent = what.value;
    one.value.title = what.full || '';
    one.value.classList.toggle('none', what.none === true);
    one.change.replaceChildren();
    if (isNumber(what.now) && isNumber(what.before)) {
      const change = changeOf(what.now, what.before);
      one.change.append(
        element('span', { class: change.className, text: change.text }),
        ' ',
        element('span', { class: 'before', text: 'from ' + what.beforeText }),
      );
      if (what.basis) one.change.append(element('span', { class: 'before basis', text: ', ' + what.basis }));
    }
    if (what.note) {
      if (one.change.childNodes.length) one.change.append(element('br'));
      one.change.append(element('span', { class: 'before', text: what.note }));
    }
    const tags = [];
    if (!what.none && what.plusMinus)
      tags.push(tag('about', '\u00b1\u2009' + what.plusMinus, 'Estimated; this is the standard error.'));
    if (!what.none && what.missing && what.missing.length) tags.push(tag('part', 'partial', what.missing.join(' ')));
    one.tags.replaceChildren(...tags);
  }

  /** Returns whether a span begins so soon after the first day of a dataset that almost everybody in it is new. */
  function isStart(data, part, span) {
    const coverage = data.coverage[part];
    return !coverage || span.from < coverage.first + START_DAYS;
  }

  const isNumber = (n) => n !== null && n !== undefined && !Number.isNaN(n);

  function none(note) {
    return { value: '\u2013', none: true, note };
  }

  function changeOf(now, before) {
    if (before === 0) return now === 0 ? { text: 'no change', className: 'same' } : { text: '\u25b2', className: 'up' };
    const share = (now - before) / Math.abs(before);
    const className = Math.abs(share) < 0.0005 ? 'same' : share > 0 ? 'up' : 'down';
    const times = now / before;
    if (times >= 10) return { text: '\u25b2\u2009\u00d7\u2009' + f.whole(Math.round(times)), className };
    const size = f.percent(Math.abs(share), Math.abs(share) < 0.1 ? 1 : 0);
    return {
      text: className === 'same' ? 'no change' : (share > 0 ? '\u25b2\u2009' : '\u25bc\u2009') + size,
      className,
    };
  }

  /** Formats a number with up to seven digits in full, and a larger one in short. */
  function roomy(n) {
    return Math.abs(n) < 1e7 ? f.whole(n) : f.compact(Number(n));
  }

  function counted(ids) {
    return (ids.error > 0 ? '\u2248\u2009' : '') + roomy(ids.value);
  }

  /** Returns the standard error of a count as a count, or an empty text if it is exact. */
  function plusMinus(ids) {
    return ids.error > 0 ? f.whole(Math.max(1, Math.round(ids.error * ids.value))) : '';
  }

  /** Makes a table button that filters the report. */
  function pick(text, isChosen, key, click, origin) {
    return element(
      'button',
      { type: 'button', class: 'pick', 'aria-pressed': isChosen ? 'true' : 'false', 'data-key': key, click },
      dataText(text, { origin, isAddress: origin !== undefined }),
    );
  }

  /** Makes a column of shares of a total; the full width of the bar is 100 %. */
  function shareColumn(total, valueOf) {
    return {
      label: 'Share',
      className: 'sharing',
      noSort: true,
      cell: (row) => {
        const share = Number(total) > 0 ? Number(valueOf(row)) / Number(total) : 0;
        return element(
          'span',
          { class: 'share' },
          bar(share),
          element('span', {
            class: 'number',
            text: share > 0 && share < 0.0005 ? '<\u202f0.1\u202f%' : f.percent(share),
          }),
        );
      },
    };
  }

  /**
   * Makes a column of changes. `beforeOf` returns null where there is nothing to compare with; `isNew` tells if the
   * data has a row for the first time.
   */
  function changeColumn(beforeOf, nowOf, isNew) {
    return {
      label: 'Change',
      right: true,
      value: (row) => {
        const b = beforeOf(row);
        return b === null ? -Infinity : b === 0 ? Infinity : (nowOf(row) - b) / Math.abs(b);
      },
      cell: (row) => {
        const b = beforeOf(row);
        if (b === null) return '';
        if (b === 0 && isNew(row))
          return element('span', { class: 'up', text: 'new', title: 'Not in the data before this period' });
        const change = changeOf(nowOf(row), b);
        return element('span', { class: change.className, text: change.text });
      },
    };
  }

  /**
   * Names the filters that visits cannot obey.
   * @param ofPages what to say if a page is selected, or an empty text
   */
  function visitsNote({ state }, ofPages) {
    const notes = [];
    if (state.page !== null && ofPages) notes.push(ofPages);
    if (state.category !== null) notes.push('Visits have no category, so this filter does not apply here.');
    return notes.join(' ');
  }

  /** Says why there are no visits: {brief, full}. */
  function noVisits({ everybody, lacksVisits }) {
    if (!everybody || !everybody.visits) return { brief: 'no visits in the source', full: 'The source has no visits.' };
    if (!everybody.visits.single)
      return {
        brief: 'the source has no users',
        full: 'The source has no users, so the visits of this customer are unknown.',
      };
    return lacksVisits
      ? { brief: 'not in this file', full: notInFile(everybody, 'visits') }
      : { brief: 'no visits', full: 'This customer has no visits: no user_id equals the customer_id.' };
  }

  /** Says that something of a customer is not in the file. */
  function notInFile({ purchases }, what) {
    const { detailed } = purchases;
    return (
      'The ' +
      what +
      ' of this customer are not in this file.' +
      (detailed ? ' It has those of the ' + f.whole(detailed) + ' customers with the highest revenue.' : '')
    );
  }

  /** Makes a column of whole numbers. */
  function countColumn(label, csv, valueOf) {
    return {
      label,
      csv,
      right: true,
      value: (row) => valueOf(row) ?? -1,
      cell: (row) => (valueOf(row) === undefined ? '\u2013' : f.whole(valueOf(row))),
      text: (row) => valueOf(row) ?? '',
    };
  }

  /** Makes a column of shares between 0 and 1; null where a share is undefined. */
  function percentColumn(label, csv, shareOf, decimals) {
    return {
      label,
      csv,
      right: true,
      value: (row) => shareOf(row) ?? -1,
      cell: (row) => (isNumber(shareOf(row)) ? f.percent(shareOf(row), decimals) : '\u2013'),
      text: (row) => (isNumber(shareOf(row)) ? shareOf(row).toFixed(4) : ''),
    };
  }

  /** Makes a column of amounts in the units of the purchases. */
  function amountColumn(label, csv, scale, valueOf) {
    return {
      label,
      csv,
      right: true,
      value: (row) => valueOf(row) ?? -Infinity,
      cell: (row) => (isNumber(valueOf(row)) ? f.decimal(valueOf(row), scale, 2) : '\u2013'),
      text: (row) => (isNumber(valueOf(row)) ? f.plain(valueOf(row), scale, 2) : ''),
    };
  }

  /** Puts the columns of a period before those of a table over time. */
  function timeColumns(columns) {
    return [
      {
        label: 'Period',
        csv: 'from',
        value: (r) => r.step.from,
        cell: (r) => r.label,
        text: (r) => (r.hour === undefined ? f.isoDay(r.step.from) : r.label),
      },
      { label: 'To', csv: 'to', hiddenColumn: true, text: (r) => f.isoDay(r.step.to) },
    ].concat(columns.filter(Boolean));
  }

  /** Returns the steps of the period: {size, rows: [{step, label, isCovered, isIncomplete, earlier}]}. */
  function stepsOf(ctx, part) {
    const { size, all } = Footfall.data.steps(ctx.span);
    const coverage = ctx.data.coverage[part];
    const rows = all.map((step) => {
      const earlier = ctx.then && ctx.then.earlier(step);
      const isThere = (span) => {
        for (let day = span.from; coverage && day <= span.to; day++) if (coverage.has(day)) return true;
        return false;
      };
      let isIncomplete = false;
      for (let day = step.from; coverage && day <= step.to; day++)
        isIncomplete = isIncomplete || coverage.incomplete.has(day);
      // So is the first step, if it has fewer days than the others.
      const isShort = step.to - step.from + 1 < size;
      const note = isIncomplete ? ' (incomplete)' : isShort ? ' (' + f.count(step.to - step.from + 1, 'day') + ')' : '';
      isIncomplete = isIncomplete || isShort;
      return {
        step,
        label: f.span(step.from, step.to) + note,
        isCovered: isThere(step),
        isIncomplete,
        earlier: earlier && isThere(earlier) ? earlier : null,
      };
    });
    return { size, rows };
  }

  const unitOf = (size) => (size === 1 ? 'per day' : size === 7 ? 'per week' : 'per four weeks');

  Footfall.parts = {
    section,
    card,
    tag,
    labelCard,
    tiles,
    setTile,
    none,
    isNumber,
    isStart,
    changeOf,
    roomy,
    counted,
    plusMinus,
    pick,
    shareColumn,
    changeColumn,
    visitsNote,
    noVisits,
    notInFile,
    countColumn,
    percentColumn,
    amountColumn,
    timeColumns,
    stepsOf,
    unitOf,
  };
  Footfall.tabs = [];
})();
