// Shows the rows of a result as lines or bars.
(function () {
  'use strict';

  const { element } = Footfall;
  const COLORS = ['one', 'two', 'three', 'past'];
  const KINDS = [
    { id: 'table', label: 'Table' },
    { id: 'line', label: 'Line' },
    { id: 'bar', label: 'Bar' },
  ];

  /** Returns a chart that is kept between results: {of(columns): its element, draw(rows)}. */
  function resultChart() {
    const chart = Footfall.chart({ title: 'Result', name: 'result', hasNoTable: true });
    const axis = element('select', { id: 'axis', change: () => draw() });
    const buttons = KINDS.map((one) =>
      element('button', { type: 'button', text: one.label, click: () => choose(one.id) }),
    );
    const choice = element('label', { class: 'check' }, 'Horizontal axis ', axis);
    const kinds = element('div', { class: 'row kinds', role: 'group', 'aria-label': 'Show as' }, ...buttons, choice);
    const root = element('div', { class: 'result-chart' }, kinds, chart.element);
    let kind = 'table';
    let columns = [];
    let rows = [];

    function choose(id) {
      kind = id;
      draw();
    }

    function of(next) {
      const names = (list) => JSON.stringify(list.map((column) => column.name));
      if (names(next) !== names(columns)) {
        axis.replaceChildren(...next.map((column) => element('option', { value: column.index, text: column.name })));
        axis.value = String((next.find((column) => !column.number) || next[0]).index);
      }
      columns = next;
      root.hidden = !columns.some((column) => column.number);
      return root;
    }

    function draw(next = rows) {
      rows = next;
      const isChart = kind !== 'table';
      buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(KINDS[i].id === kind)));
      choice.hidden = chart.element.hidden = !isChart;
      if (!isChart || root.hidden) return;
      const x = Number(axis.value);
      const shown = columns.filter((column) => column.number && column.index !== x).slice(0, COLORS.length);
      const text = (value) => (value === null ? 'null' : value);
      chart.set({
        labels: rows.map((row) => text(row[x])),
        isOfClasses: true,
        series: shown.map((column, i) => ({
          name: column.name,
          kind,
          color: COLORS[i],
          values: rows.map((row) => (row[column.index] === null ? null : Number(row[column.index]))),
          show: (at) => text(rows[at][column.index]),
        })),
        summary: shown.map((column) => column.name).join(', ') + ' by ' + columns.find((c) => c.index === x).name + '.',
      });
    }

    return { of, draw };
  }

  Footfall.resultChart = resultChart;
})();
