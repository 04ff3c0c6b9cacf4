// The tab Data quality: how many records were read, counted and rejected, what is missing, and what the numbers mean.
(function () {
  'use strict';

  const { element, dataText } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  let view = null;

  function build() {
    view = {};
    view.section = parts.section(
      'quality',
      'Data quality',
      'How many records were read, counted and rejected: of all days, without filters.',
    );
    view.about = element('section', { id: 'about', 'aria-labelledby': 'about-title' });
    return element('div', {}, view.section.root, view.about);
  }

  function render(ctx) {
    // The tables keep their order while only the period changes.
    if (view.drawn !== ctx.data) {
      view.drawn = ctx.data;
      renderQuality(ctx.data);
      renderAbout(ctx.data);
    }
  }

  function renderQuality(data) {
    const { rejects, accounting, loads } = data.json;
    const cards = [];
    const notes = ['visits', 'purchases'].flatMap((part) =>
      data.coverage[part] ? Footfall.coverage.missing(data, part, { from: data.first, to: data.last }).reasons : [],
    );
    if (data.future.length)
      notes.push(
        'Records of ' +
          f.count(data.future.length, 'day') +
          ' are from the future, up to ' +
          f.day(data.future[data.future.length - 1], true) +
          '. Periods end on ' +
          f.day(data.last, true) +
          '.',
      );
    if (notes.length)
      cards.push(
        parts.card(
          'What is missing',
          element('ul', { class: 'notes' }, ...notes.map((text) => element('li', { text }))),
        ),
      );
    if (accounting) {
      const columns = [
        {
          label: 'Source',
          csv: 'source',
          value: (r) => r.source,
          cell: (r) => dataText(r.source),
          text: (r) => r.source,
        },
        { label: 'Dataset', csv: 'dataset', value: (r) => r.dataset, cell: (r) => r.dataset, text: (r) => r.dataset },
        ...['read', 'ok', 'rejected', 'duplicate', 'late', 'skipped'].map((name) => ({
          label: name[0].toUpperCase() + name.slice(1),
          csv: name,
          right: true,
          value: (r) => r[name],
          cell: (r) => f.whole(r[name]),
          text: (r) => r[name],
        })),
      ];
      const lines = accounting.totals.map((t) => {
        const holds = t.read === t.ok + t.rejected + t.duplicate + t.late + t.skipped;
        return element(
          'p',
          { class: 'sum' },
          element('strong', { text: t.dataset }),
          ' read ' +
            f.whole(t.read) +
            ' = ok ' +
            f.whole(t.ok) +
            ' + rejected ' +
            f.whole(t.rejected) +
            ' + duplicate ' +
            f.whole(t.duplicate) +
            ' + late ' +
            f.whole(t.late) +
            ' + skipped ' +
            f.whole(t.skipped) +
            ' ',
          holds ? parts.tag('sure', 'adds up') : parts.tag('part', 'does not add up'),
        );
      });
      const table = Footfall.table({ name: 'accounting', caption: 'Records read, by source', pageSize: 10, columns });
      table.setRows(accounting.sources);
      const note =
        accounting.sourceCount > accounting.sources.length
          ? element('p', {
              class: 'note',
              text:
                'The ' +
                f.whole(accounting.sources.length) +
                ' sources with the most rejects, of ' +
                f.whole(accounting.sourceCount) +
                '.',
            })
          : null;
      cards.push(parts.card('Every record accounted for', ...lines, note, table.element));
    } else
      cards.push(
        parts.card(
          'Every record accounted for',
          element('p', {
            class: 'note',
            text: 'The number of records read is unknown: no batch of the source has an accounting.',
          }),
        ),
      );

    if (rejects) {
      const table = Footfall.table({
        name: 'rejects',
        caption: 'Rejected records, by reason',
        pageSize: 10,
        empty: 'No rejected records.',
        columns: [
          {
            label: 'Reason',
            csv: 'reason',
            value: (r) => r.reason,
            cell: (r) => element('div', {}, dataText(r.reason), examples(r)),
            text: (r) => r.reason,
          },
          {
            label: 'Dataset',
            csv: 'dataset',
            value: (r) => r.dataset,
            cell: (r) => r.dataset || '\u2013',
            text: (r) => r.dataset,
          },
          {
            label: 'Rejected',
            csv: 'records',
            right: true,
            value: (r) => r.records,
            cell: (r) => f.whole(r.records),
            text: (r) => r.records,
          },
          {
            label: 'Replayed',
            csv: 'replayed',
            right: true,
            value: (r) => r.replayed,
            cell: (r) => f.whole(r.replayed),
            text: (r) => r.replayed,
          },
        ],
      });
      table.setRows(rejects.reasons);
      cards.push(parts.card('Rejected records, by reason', table.element));
    } else
      cards.push(
        parts.card(
          'Rejected records, by reason',
          element('p', {
            class: 'note',
            text: 'The rejected records are not in the source. To list them: footfall report --rejects=DIRECTORY.',
          }),
        ),
      );

    if (loads) {
      const table = Footfall.table({
        name: 'loads',
        caption: 'Latest batches',
        pageSize: 8,
        columns: [
          { label: 'Batch', csv: 'batch', value: (r) => r.batch, cell: (r) => dataText(r.batch), text: (r) => r.batch },
          { label: 'Dataset', csv: 'dataset', value: (r) => r.dataset, cell: (r) => r.dataset, text: (r) => r.dataset },
          {
            label: 'Records',
            csv: 'records',
            right: true,
            value: (r) => r.rows,
            cell: (r) => f.whole(r.rows),
            text: (r) => r.rows,
          },
          {
            label: 'Size',
            csv: 'bytes',
            right: true,
            value: (r) => r.bytes,
            cell: (r) => (r.bytes > 0 ? f.bytes(r.bytes) : '\u2013'),
            text: (r) => r.bytes,
          },
          {
            label: 'Time',
            csv: 'at',
            right: true,
            value: (r) => r.at,
            cell: (r) => f.instant(r.at),
            text: (r) => r.at,
          },
        ],
      });
      table.setRows(loads.latest);
      const sums = loads.totals.map((t) =>
        element(
          'p',
          { class: 'sum' },
          element('strong', { text: t.dataset }),
          ' ' +
            f.count(t.rows, 'record') +
            ' in ' +
            f.count(Number(t.batch), 'batch', 'batches') +
            (t.bytes > 0 ? ', ' + f.bytes(t.bytes) : ''),
        ),
      );
      cards.push(parts.card('Latest batches', ...sums, table.element));
    }
    view.section.body.replaceChildren(...cards);
  }

  function examples(row) {
    if (!row.examples.length) return null;
    const items = row.examples.map((example) =>
      element(
        'li',
        {},
        element('p', {}, dataText(example.message, { whole: true })),
        element('p', { class: 'raw' }, dataText(example.raw, { whole: true })),
        element(
          'p',
          { class: 'where' },
          dataText(example.source, { whole: true }),
          example.line ? ', line ' + f.whole(example.line) : '',
        ),
      ),
    );
    return element(
      'details',
      { class: 'examples' },
      element('summary', { text: row.examples.length + (row.examples.length === 1 ? ' example' : ' examples') }),
      element('ul', {}, ...items),
    );
  }

  function renderAbout(data) {
    const v = data.visits;
    const sketches = v && v.users ? v.users.sketches : data.purchases ? data.purchases.customers.sketches : null;
    const precision = sketches ? sketches.precision : 11;
    const lines = [
      ['no tag', 'Computed from every record, in exact decimal arithmetic, of a period without gaps.'],
      [
        '\u00b1',
        'Estimated, with its standard error in the unit of the number. Users of several days are estimated from ' +
          'one sketch per day (HyperLogLog, ' +
          f.whole(1 << precision) +
          ' registers), which has a standard error of ' +
          f.percent(Footfall.sketch.error(precision)) +
          '. Single days, the named periods up to the last day, and all days are exact.',
      ],
      [
        'partial',
        'More than ' +
          f.percent(data.json.maxRejectRatio) +
          ' of the days of the period or of the records is missing; the line below the period says what.',
      ],
    ];
    const list = element(
      'dl',
      {},
      ...lines.flatMap(([term, text]) => [element('dt', { text: term }), element('dd', { text })]),
    );
    view.about.replaceChildren(
      element('h2', { id: 'about-title', text: 'How to read the numbers' }),
      element(
        'div',
        { class: 'card' },
        list,
        element(
          'p',
          { class: 'note' },
          'Days are days of the events, in the time zone ' + data.json.zone + '. Source: ',
          dataText(data.json.source),
          ', read at ' + f.instant(data.json.made) + ' by Footfall ' + data.json.version + '.',
        ),
      ),
    );
  }

  Footfall.tabs.push({ id: 'quality', label: 'Data quality', build, render, ofEverybody: true });
})();
