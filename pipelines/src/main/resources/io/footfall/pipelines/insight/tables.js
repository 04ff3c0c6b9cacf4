// Tables with sortable headings, a text filter and a CSV download.
(function () {
  'use strict';

  const { element } = Footfall;
  const { whole } = Footfall.format;
  let number = 0;

  /**
   * Makes a table.
   *
   * columns: [{label, csv, right, value(row), cell(row), text(row), noSort, hiddenColumn}]. `value` is the sort key,
   * `cell` the displayed node or text, `text` the CSV field, and `csv` its heading. A
   * `hiddenColumn` appears only in the CSV.
   * options: {name, caption, columns, empty, filter: {label, text(row), changed(text)}, pageSize, selected(row)}
   */
  function table(options) {
    const id = 'table-' + ++number;
    const pageSize = options.pageSize || 20;
    let rows = [];
    let pinned = [];
    let columns = options.columns || [];
    let sort = null; // {column: label, descending}
    let wanted = '';
    let shown = pageSize;

    const status = element('p', { class: 'status', role: 'status' });
    const head = element('thead');
    const body = element('tbody');
    const grid = element('table', { id }, element('caption', { class: 'hidden', text: options.caption }), head, body);
    const scroller = element(
      'div',
      { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': options.caption },
      grid,
    );
    const more = element('button', {
      type: 'button',
      class: 'quiet',
      click: () => {
        shown += 100;
        draw();
      },
    });
    const save = element('button', {
      type: 'button',
      class: 'quiet',
      text: 'CSV',
      'aria-label': 'Save as CSV: ' + options.caption,
      click: () => download(),
    });
    let input = null;
    const tools = element('div', { class: 'tools' });
    if (options.filter) {
      input = element('input', {
        type: 'search',
        placeholder: options.filter.label,
        'aria-label': options.filter.label,
        'aria-controls': id,
        autocomplete: 'off',
        spellcheck: 'false',
      });
      input.addEventListener('input', () => {
        wanted = input.value.trim().toLowerCase();
        shown = pageSize;
        draw();
        if (options.filter.changed) options.filter.changed(input.value.trim());
      });
      tools.append(input);
    }
    tools.append(status, save);
    const foot = element('div', { class: 'foot' }, more);
    const root = element('div', { class: 'table' }, tools, scroller, foot);

    const shownColumns = () => columns.filter((column) => !column.hiddenColumn);

    function matching() {
      let found = rows;
      if (wanted) found = rows.filter((row) => options.filter.text(row).toLowerCase().includes(wanted));
      const column = sort && columns.find((c) => c.label === sort.column);
      if (column) {
        const sign = sort.descending ? -1 : 1;
        found = found.slice().sort((a, b) => {
          const x = column.value(a);
          const y = column.value(b);
          return x < y ? -sign : x > y ? sign : 0;
        });
      }
      return found;
    }

    function drawHead() {
      head.replaceChildren(
        element(
          'tr',
          {},
          ...shownColumns().map((column) => {
            const isSorted = sort && sort.column === column.label;
            const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
            const cell = element('th', {
              scope: 'col',
              class: column.right ? 'right' : column.className,
              'aria-sort': column.noSort ? null : order,
            });
            if (column.noSort) cell.append(element('span', { class: 'plain', text: column.label }));
            else {
              cell.append(
                element(
                  'button',
                  {
                    type: 'button',
                    class: 'sort',
                    'data-key': 'sort ' + column.label,
                    click: () => {
                      sort = isSorted
                        ? { column: column.label, descending: !sort.descending }
                        : { column: column.label, descending: column.right === true };
                      draw();
                    },
                  },
                  element('span', { text: column.label }),
                  element('span', {
                    class: 'arrow',
                    'aria-hidden': 'true',
                    text: isSorted ? (sort.descending ? '\u2193' : '\u2191') : '\u2195',
                  }),
                ),
              );
            }
            return cell;
          }),
        ),
      );
    }

    function line(row, isRest) {
      const cells = shownColumns().map((column, i) => {
        const content = column.cell(row);
        const cell = element(i === 0 ? 'th' : 'td', {
          class: column.right ? 'right' : column.className,
          scope: i === 0 ? 'row' : null,
        });
        cell.append(content);
        return cell;
      });
      return element(
        'tr',
        { class: isRest ? 'rest' : options.selected && options.selected(row) ? 'selected' : null },
        ...cells,
      );
    }

    function draw() {
      const focused =
        document.activeElement && grid.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      const found = matching();
      drawHead();
      const visible = found.slice(0, shown);
      body.replaceChildren(
        ...visible.map((row) => line(row, false)),
        ...(wanted ? [] : pinned).map((row) => line(row, true)),
      );
      if (!found.length && (wanted || !pinned.length)) {
        body.append(
          element(
            'tr',
            {},
            element('td', {
              class: 'empty',
              colspan: shownColumns().length,
              text: wanted ? 'No matches.' : options.empty || 'Nothing in this period.',
            }),
          ),
        );
      }
      more.hidden = found.length <= shown;
      if (!more.hidden)
        more.textContent = 'Show ' + Math.min(100, found.length - shown) + ' more of ' + whole(found.length - shown);
      foot.hidden = more.hidden;
      status.textContent =
        found.length > visible.length
          ? whole(visible.length) + ' of ' + whole(found.length)
          : Footfall.format.count(found.length, 'row');
      if (focused) {
        const again = Array.from(grid.querySelectorAll('[data-key]')).find((e) => e.dataset.key === focused);
        if (again) again.focus({ preventScroll: true });
      }
    }

    function download() {
      const all = matching().concat(wanted ? [] : pinned);
      const wide = columns.filter((c) => c.text);
      Footfall.saveCsv(
        options.name + '.csv',
        wide.map((c) => c.csv),
        all.map((row) => wide.map((c) => c.text(row))),
      );
    }

    return {
      element: root,
      setRows(nextRows, nextPinned, nextColumns) {
        rows = nextRows;
        pinned = nextPinned || [];
        columns = nextColumns || columns;
        draw();
      },
    };
  }

  /** Makes a bar that is full at 100 %. */
  function bar(share) {
    const fill = element('span', { class: 'fill' });
    fill.style.width = Math.max(0, Math.min(100, 100 * share)).toFixed(1) + '%';
    return element('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
  }

  Footfall.table = table;
  Footfall.bar = bar;
})();
