// Runs SQL queries, saved ones and the reader's own.
(function () {
  'use strict';

  const { element, dataText } = Footfall;
  const f = Footfall.format;
  const AT_ONCE = 200;
  const LONGEST_IN_ADDRESS = 4000;
  const DRAFT = 'footfall-draft';
  const GROUPED = 'footfall-grouped';
  const byId = (id) => document.getElementById(id);
  const sql = byId('sql');
  const editor = window.FootfallEditor ? richEditor() : plainEditor();
  const chart = Footfall.resultChart();
  let saved = [];
  let running = null;
  let redraw = () => {};

  // ---- The editor ------------------------------------------------------------------------------------------------

  /** Replaces the text area, which keeps the text, by an editor with highlighting and completion. */
  function richEditor() {
    const made = window.FootfallEditor.edit(sql, 'SQL (read-only)', () => run());
    document.querySelector('.skip').href = '#editor';
    byId('question').addEventListener('click', () => byId('editor').focus());
    return made;
  }

  /** Returns the text area as an editor, for builds without CodeMirror. */
  function plainEditor() {
    sql.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      }
    });
    return {
      set: (text) => (sql.value = text),
      insert(text) {
        sql.setRangeText(text, sql.selectionStart, sql.selectionEnd, 'end');
        sql.focus();
        mark();
      },
      complete() {},
    };
  }

  // ---- Saved queries and tables ----------------------------------------------------------------------------------

  function choose(name, thenRun) {
    const one = saved.find((s) => s.name === name);
    if (!one) {
      fail("Unknown saved query '" + name + "'.");
      return;
    }
    editor.set(one.sql.trim());
    location.replace('#saved=' + encodeURIComponent(name));
    mark();
    if (thenRun) run();
  }

  /** Marks the saved query that is in the editor, if any. */
  function mark() {
    const current = saved.find((s) => s.sql.trim() === sql.value.trim());
    byId('question').textContent = current ? current.question : 'SQL (read-only)';
    for (const button of byId('saved').querySelectorAll('button')) {
      if (current && button.dataset.name === current.name) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    return current;
  }

  function drawSaved() {
    byId('saved').replaceChildren(
      ...saved.map((one) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', 'data-name': one.name, click: () => choose(one.name, true) },
            element('span', { class: 'name', text: one.name.replace(/-/g, ' ').replace(/^./, (c) => c.toUpperCase()) }),
            element('span', { class: 'question', text: one.question }),
          ),
        ),
      ),
    );
  }

  function drawTables(tables) {
    editor.complete(tables);
    const quoted = (name) => (name === 'timestamp' || name === 'column' ? '"' + name + '"' : name);
    byId('tables').replaceChildren(
      ...tables.map((table) =>
        element(
          'li',
          {},
          element(
            'div',
            { class: 'head' },
            element(
              'details',
              {},
              element('summary', {}, element('code', { text: table.name })),
              element(
                'div',
                { class: 'names' },
                ...table.columns.map((column) =>
                  element('button', {
                    type: 'button',
                    text: column,
                    title: 'Insert into the query',
                    click: () => editor.insert(quoted(column)),
                  }),
                ),
              ),
            ),
            ...[
              ['csv', 'CSV'],
              ['xlsx', 'Excel'],
            ].map(([ending, name]) =>
              element('a', {
                href: '/tables/' + table.name + '.' + ending,
                'aria-label': 'Download the table ' + table.name + ' as ' + name,
                text: name,
              }),
            ),
          ),
          element('p', { class: 'about', text: table.about }),
        ),
      ),
    );
  }

  // ---- Execution -------------------------------------------------------------------------------------------------

  function busy(isBusy) {
    byId('run').disabled = isBusy;
    byId('cancel').hidden = !isBusy;
    document.querySelector('.answer').setAttribute('aria-busy', String(isBusy));
  }

  function fail(message, position) {
    const failed = byId('failed');
    failed.hidden = false;
    // In a fixed font and with its line breaks: databases point at the mistake.
    failed.replaceChildren(element('pre', { class: 'message', text: message.split('\n').map(f.visible).join('\n') }));
    if (position !== undefined && position !== null) {
      const before = Array.from(sql.value).slice(0, position).join('');
      const line = before.split('\n').length;
      const column = before.length - before.lastIndexOf('\n') - 1;
      const text = sql.value.split('\n')[line - 1] || '';
      failed.append(
        element('pre', {
          text: 'line ' + line + ', column ' + (column + 1) + '\n' + text + '\n' + ' '.repeat(column) + '^',
        }),
      );
    }
    byId('said').textContent = '';
    byId('answer').replaceChildren();
  }

  async function run() {
    const text = sql.value;
    if (!text.trim() || running) return;
    const current = mark();
    // Long addresses work in browsers but break in mail and chat programs.
    if (current || text.length <= LONGEST_IN_ADDRESS)
      location.replace(current ? '#saved=' + encodeURIComponent(current.name) : '#sql=' + encodeURIComponent(text));
    running = new AbortController();
    busy(true);
    byId('failed').hidden = true;
    byId('said').textContent = 'Running \u2026';
    try {
      const answer = await fetch('/api/query', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sql: text }),
        signal: running.signal,
      });
      if (answer.status === 401) location.assign('/login?next=/query');
      const json = await answer.json();
      if (json.error !== undefined) fail(json.error, json.position);
      else draw(json);
    } catch (e) {
      if (e.name === 'AbortError') fail('Query cancelled.');
      else fail('The dashboard is unavailable: ' + e.message);
    } finally {
      running = null;
      busy(false);
    }
  }

  // ---- Result ----------------------------------------------------------------------------------------------------

  const valueOf = (row, column) => row[column.index];

  function draw(json) {
    const rows = json.rows;
    byId('said').textContent =
      f.whole(rows.length) +
      (rows.length === 1 ? ' row' : ' rows') +
      ' in ' +
      (json.millis < 1000 ? json.millis + '\u202fms' : (json.millis / 1000).toFixed(1) + '\u202fs');
    const parts = [];
    if (json.truncated)
      parts.push(
        element('p', {
          class: 'cut',
          text: 'Only the first ' + f.whole(rows.length) + ' rows are shown. A download has up to 1,000,000 rows.',
        }),
      );
    const columns = json.columns.map((column, index) => ({ ...column, index }));
    columns.forEach((column) => align(rows, column));
    const meanings = new Map(((mark() || {}).columns || []).map((c) => [c.name, c.meaning]));
    const body = element('tbody');
    let sorted = null;
    const more = element('button', { type: 'button', class: 'quiet', click: () => add() });
    const add = () => {
      const from = body.childElementCount;
      body.append(
        ...rows
          .slice(from, from + AT_ONCE)
          .map((row) => element('tr', {}, ...columns.map((column) => cell(valueOf(row, column), column)))),
      );
      const left = rows.length - body.childElementCount;
      more.hidden = left <= 0;
      more.textContent = 'Show ' + f.whole(Math.min(AT_ONCE, left)) + ' more of ' + f.whole(left);
    };
    const head = element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map((column) =>
          element(
            'th',
            { scope: 'col', class: column.number ? 'right' : null, title: meanings.get(column.name) },
            element('button', { type: 'button', class: 'sort', click: () => sort(column) }, dataText(column.name)),
            element('span', { class: 'type', text: column.type.toLowerCase() }),
          ),
        ),
      ),
    );
    /** Sorts by a column, and the other way round on the next click. NULL comes last. */
    const sort = (column) => {
      const down = sorted && sorted.column === column ? !sorted.down : column.number;
      sorted = { column, down };
      rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column), column.number, down));
      head.querySelectorAll('th').forEach((th, i) => {
        if (i === column.index) th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        else th.removeAttribute('aria-sort');
      });
      redraw();
    };
    redraw = () => {
      const shown = body.childElementCount;
      body.replaceChildren();
      do add();
      while (body.childElementCount < Math.min(shown, rows.length));
      chart.draw(rows);
    };
    add();
    if (rows.length) parts.push(chart.of(columns));
    if (columns.length)
      parts.push(
        element(
          'div',
          { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Rows' },
          element('table', {}, element('caption', { class: 'hidden', text: 'Result' }), head, body),
        ),
      );
    if (!rows.length) parts.push(element('p', { class: 'wait', text: 'No rows.' }));
    parts.push(element('div', { class: 'foot' }, more));
    byId('answer').replaceChildren(...parts);
    chart.draw(rows);
  }

  /** Compares two values of a column as numbers or as text; NULL is last either way. */
  function compare(a, b, number, down) {
    if (a === null || b === null) return (a === null) - (b === null);
    const order = number ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
    return down ? -order : order;
  }

  /** Groups the digits before the decimal point, if the reader wants that: a number may be an id or a year. */
  function shownNumber(value) {
    return byId('grouped').checked ? value.replace(/\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',')) : value;
  }

  /** Aligns decimals by adding zeros; rounds nothing. */
  function align(rows, column) {
    const decimals = (value) => (value === null || value.indexOf('.') < 0 ? 0 : value.length - value.indexOf('.') - 1);
    const values = rows.map((row) => valueOf(row, column));
    if (!column.number || !values.every((value) => value === null || /^-?\d+(\.\d+)?$/.test(value))) return;
    const most = values.reduce((m, value) => Math.max(m, decimals(value)), 0);
    if (most === 0) return;
    rows.forEach((row, i) => {
      const value = values[i];
      if (value === null) return;
      row[column.index] = value + (value.includes('.') ? '' : '.') + '0'.repeat(most - decimals(value));
    });
  }

  function cell(value, column) {
    if (value === null) return element('td', { class: column.number ? 'right null' : 'null', text: 'null' });
    return column.number
      ? element('td', { class: 'right', text: shownNumber(value) })
      : element('td', {}, dataText(value));
  }

  // ---- Controls --------------------------------------------------------------------------------------------------

  sql.addEventListener('input', () => {
    mark();
    remember(DRAFT, sql.value);
  });
  byId('grouped').addEventListener('change', () => {
    remember(GROUPED, byId('grouped').checked ? 'yes' : '');
    redraw();
  });
  byId('run').addEventListener('click', run);
  byId('cancel').addEventListener('click', () => running && running.abort());
  byId('form').addEventListener('submit', (event) => {
    if (!sql.value.trim()) event.preventDefault();
  });
  byId('share').addEventListener('click', async () => {
    const current = mark();
    const link =
      location.origin +
      location.pathname +
      (current ? '#saved=' + encodeURIComponent(current.name) : '#sql=' + encodeURIComponent(sql.value));
    try {
      await navigator.clipboard.writeText(link);
      byId('said').textContent = 'Link copied.';
    } catch (e) {
      location.replace(link);
      byId('said').textContent = 'Copy the link from the address bar.';
    }
  });

  /** Keeps a text in this browser, if it allows that. */
  function remember(key, text) {
    try {
      localStorage.setItem(key, text);
    } catch (e) {
      // Private windows and full stores keep nothing.
    }
  }

  function remembered(key) {
    try {
      return localStorage.getItem(key) || '';
    } catch (e) {
      return '';
    }
  }

  /** Opens the query in the address: runs a saved query at once, but only shows SQL written by someone else. */
  function fromAddress() {
    const hash = location.hash.slice(1);
    const at = hash.indexOf('=');
    const value = () => {
      try {
        return decodeURIComponent(hash.slice(at + 1));
      } catch (e) {
        return hash.slice(at + 1);
      }
    };
    if (hash.startsWith('saved=') && (!mark() || mark().name !== value())) choose(value(), true);
    else if (hash.startsWith('sql=') && value() !== sql.value) {
      editor.set(value());
      mark();
      byId('said').textContent = 'This query came with the link. Press Run to execute it.';
    }
  }

  window.addEventListener('hashchange', fromAddress);

  async function start() {
    try {
      [saved] = await Promise.all([Footfall.live.get('/api/saved'), Footfall.live.get('/api/tables').then(drawTables)]);
      drawSaved();
    } catch (e) {
      fail(e.message);
    }
    byId('grouped').checked = remembered(GROUPED) !== '';
    fromAddress();
    if (!sql.value) {
      editor.set(remembered(DRAFT));
      mark();
    }
    document.querySelector('main').dataset.ready = 'true';
    Footfall.live.follow();
  }

  start();
})();
