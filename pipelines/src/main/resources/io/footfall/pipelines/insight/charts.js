// Charts: ECharts on a canvas, with a table of the same numbers below.
(function () {
  'use strict';

  const { element } = Footfall;
  const { compact, chartText } = Footfall.format;
  const charts = [];

  function color(name) {
    return getComputedStyle(document.documentElement)
      .getPropertyValue('--' + name)
      .trim();
  }

  /**
   * Makes a chart over steps of time or classes.
   *
   * options: {title, columns: columns of its table, hasNoTable, name: of its CSV}
   * set({labels, days, series: [{name, kind: 'line' | 'bar', color, dashed, lone, area, values, show(value)}], rows,
   * axis(value), summary, isOfClasses}); `days` are the days of each step, {from, to}, for annotations
   */
  function chart(options) {
    const canvas = element('div', { class: 'chart', role: 'img' });
    const legend = element('ul', { class: 'legend', 'aria-hidden': 'true' });
    const table = options.hasNoTable
      ? null
      : Footfall.table({ name: options.name, caption: options.title, columns: options.columns, pageSize: 31 });
    const saving = element('button', {
      type: 'button',
      class: 'quiet png',
      text: 'PNG',
      'aria-label': 'Save as PNG: ' + options.title,
      click: savePicture,
    });
    const details =
      table &&
      element('details', { class: 'alternative' }, element('summary', { text: 'Show as a table' }), table.element);
    const root = element(
      'figure',
      { class: 'figure' },
      element('div', { class: 'above' }, legend, saving),
      canvas,
      details,
    );
    let instance = null;
    let shown = null;

    /** Saves the chart as it is drawn, at twice its size. */
    function savePicture() {
      if (!instance) return;
      const url = instance.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: color('card') });
      const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0));
      Footfall.save(options.name + '.png', 'image/png', new Blob([bytes], { type: 'image/png' }));
    }

    /** Returns the lines of the annotations whose day is in a step, for a series of the chart. */
    function marks() {
      const days = shown.days || [];
      const found = Footfall.annotations.flatMap((note) => {
        const at = days.findIndex((step) => note.day >= step.from && note.day <= step.to);
        return at < 0 ? [] : [{ xAxis: at, name: note.text }];
      });
      if (!found.length) return undefined;
      return {
        symbol: 'none',
        silent: true,
        lineStyle: { color: color('muted'), type: 'dotted', width: 1.5 },
        label: {
          formatter: (mark) => chartText(mark.name.length > 24 ? mark.name.slice(0, 23) + '\u2026' : mark.name),
          color: color('muted'),
          fontSize: 11,
          position: 'insideEndTop',
        },
        data: found,
      };
    }

    function draw() {
      saving.hidden = !shown;
      if (!shown || !canvas.isConnected || canvas.clientWidth === 0) return;
      if (!instance) instance = echarts.init(canvas, null, { renderer: 'canvas' });
      else if (instance.getWidth() !== canvas.clientWidth) instance.resize();
      const { labels, series, axis } = shown;
      const text = color('muted');
      const isFull = shown.share && series.some((one) => one.values.some((value) => value > 0.8));
      instance.setOption(
        {
          animation: false,
          textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
          grid: { left: 4, right: 24, top: 14, bottom: 4, containLabel: true },
          tooltip: {
            trigger: 'axis',
            renderMode: 'richText',
            z: 60,
            confine: true,
            backgroundColor: color('card'),
            borderColor: color('line'),
            textStyle: { color: color('text'), fontSize: 13, lineHeight: 20 },
            axisPointer: {
              type: series.some((s) => s.kind === 'bar') ? 'shadow' : 'line',
              lineStyle: { color: text },
              shadowStyle: { color: color('hover'), opacity: 0.6 },
            },
            formatter: (points) =>
              [chartText(labels[points[0].dataIndex])]
                .concat(
                  points
                    .map((point) => {
                      const one = series[point.seriesIndex];
                      return one.values[point.dataIndex] === null
                        ? null
                        : one.name + ': ' + chartText(one.show(point.dataIndex));
                    })
                    .filter(Boolean),
                )
                .join('\n'),
          },
          xAxis: {
            type: 'category',
            data: labels.map(chartText),
            boundaryGap: shown.isOfClasses || series.some((s) => s.kind === 'bar'),
            axisLabel: {
              color: text,
              hideOverlap: true,
              interval: 'auto',
              width: 150,
              overflow: 'truncate',
              // Of hours only the time, of spans only the first day.
              formatter: (label) => label.replace(/^\d{4}-\d\d-\d\d (?=\d\d:00$)/, '').split(/ \u2013 |, \d{4}/)[0],
            },
            axisLine: { lineStyle: { color: color('line') } },
            axisTick: { show: false },
          },
          yAxis: {
            type: 'value',
            minInterval: shown.whole ? 1 : 0,
            splitNumber: 4,
            max: isFull ? 1 : null,
            interval: isFull ? 0.25 : undefined,
            axisLabel: { color: text, formatter: axis || ((value) => compact(value)) },
            splitLine: { lineStyle: { color: color('line') } },
          },
          series: series.map((one, at) => ({
            name: one.name,
            type: one.kind,
            markLine: at === 0 ? marks() : undefined,
            data: one.values,
            symbol: one.lone ? 'emptyCircle' : 'circle',
            symbolSize: 6,
            showSymbol: one.lone || labels.length === 1 || (!one.dashed && labels.length <= 31),
            barMaxWidth: 28,
            barGap: '10%',
            connectNulls: false,
            itemStyle: { color: color(one.color), borderRadius: one.kind === 'bar' ? [2, 2, 0, 0] : 0 },
            lineStyle:
              one.kind === 'line'
                ? { color: color(one.color), width: one.dashed ? 1.5 : 2, type: one.dashed ? 'dashed' : 'solid' }
                : undefined,
            areaStyle: one.area ? { color: color(one.color), opacity: 0.1 } : undefined,
            z: one.dashed ? 1 : 2,
            zlevel: 0,
          })),
        },
        true,
      );
    }

    const made = {
      element: root,
      draw,
      resize(width) {
        if (instance && canvas.clientWidth > 0) instance.resize(width ? { width } : undefined);
        else draw();
      },
      set(next) {
        shown = next;
        legend.replaceChildren(
          ...next.series.map((one) =>
            element(
              'li',
              { class: 'key ' + one.color + (one.dashed ? ' dashed' : '') },
              element('span', { class: 'swatch' }),
              one.name,
            ),
          ),
        );
        canvas.setAttribute('aria-label', options.title + '. ' + next.summary);
        if (table) table.setRows(next.rows, [], next.columns);
        draw();
      },
    };
    charts.push(made);
    return made;
  }

  let asked = false;
  window.addEventListener('resize', () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      charts.forEach((one) => one.resize());
    });
  });
  Footfall.theme.onChange(() => charts.forEach((one) => one.draw()));

  // Prints charts in the light theme, at the width of the paper.
  const PAPER_WIDTH = 640;
  let before = null;
  function toPaper() {
    if (before !== null) return;
    before = document.documentElement.dataset.theme || '';
    document.documentElement.dataset.theme = 'light';
    charts.forEach((one) => {
      one.resize(PAPER_WIDTH);
      one.draw();
    });
  }
  function fromPaper() {
    if (before === null) return;
    if (before) document.documentElement.dataset.theme = before;
    else delete document.documentElement.dataset.theme;
    before = null;
    charts.forEach((one) => {
      one.resize();
      one.draw();
    });
  }
  window.addEventListener('beforeprint', toPaper);
  window.addEventListener('afterprint', fromPaper);
  window.matchMedia('print').addEventListener('change', (e) => (e.matches ? toPaper() : fromPaper()));

  Footfall.chart = chart;
  Footfall.annotations = [];
})();
