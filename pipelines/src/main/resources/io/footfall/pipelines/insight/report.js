// The report: Footfall.show(element, json) draws it; Footfall.update(json) redraws it and keeps the filters.
(function () {
  'use strict';

  const { element, dataText, bar } = Footfall;
  const f = Footfall.format;
  const PRESETS = [
    { id: 'all', label: 'All' },
    { id: '7', label: '7 days' },
    { id: '28', label: '28 days' },
    { id: '90', label: '90 days' },
  ];

  let data = null;
  let view = null;
  let settings = {};
  const state = { preset: 'all', from: 0, to: 0, compare: true, page: null, category: null, customer: null };

  // ---- Filters ---------------------------------------------------------------------------------------------------

  function applyPreset() {
    if (data.isEmpty || state.preset === null) return;
    state.to = data.last;
    state.from = state.preset === 'all' ? data.first : Math.max(data.first, data.last - Number(state.preset) + 1);
  }

  function previous() {
    const length = state.to - state.from + 1;
    const span = { from: state.from - length, to: state.from - 1 };
    return state.compare && !data.isEmpty && span.to >= data.first
      ? Object.assign(span, { cut: span.from < data.first })
      : null;
  }

  const pageName = (page) => data.visits.pages.urls[page];
  const categoryName = (category) => data.purchases.categories[category - 1] || '(no category)';
  const customerName = (customer) => data.purchases.customerIds[customer - 1];

  /** Returns the origin that all pages share, such as https://shop.example, or an empty text. */
  function commonOrigin() {
    const pages = data.visits.pages;
    if (pages.origin === undefined) {
      const [origin] = /^https?:\/\/[^/?#]+(?=\/)/.exec(pages.urls[0] || '') || [''];
      pages.origin = pages.urls.every((url) => url.startsWith(origin + '/')) ? origin : '';
    }
    return pages.origin;
  }

  function choose(what, value) {
    state[what] = state[what] === value ? null : value;
    render();
  }

  // ---- Parts of the page -----------------------------------------------------------------------------------------

  function section(id, title, lead) {
    const heading = element('h2', { id: id + '-title', text: title });
    const note = element('p', { class: 'lead', text: lead || '' });
    const body = element('div', { class: 'body' });
    return {
      root: element('section', { id, 'aria-labelledby': id + '-title' }, heading, note, body),
      body,
      note,
      lead,
    };
  }

  function card(title, ...content) {
    return element(
      'div',
      { class: 'card' },
      element('div', { class: 'heading' }, element('h3', { text: title }), element('span', { class: 'tags' })),
      ...content,
    );
  }

  /** Shows in a card whether its numbers are exact and complete. */
  function labelCard(one, error, gaps) {
    one.querySelector('.heading .tags').replaceChildren(...tagsOf(error, gaps));
  }

  function tile(id, label) {
    const value = element('p', { class: 'value', id: 'value-' + id });
    const change = element('p', { class: 'change' });
    const tags = element('p', { class: 'tags' });
    const root = element(
      'div',
      { class: 'tile', id: 'tile-' + id, role: 'group', 'aria-label': label },
      element('p', { class: 'label', text: label }),
      value,
      change,
      tags,
    );
    return { root, value, change, tags };
  }

  function tag(kind, text, title) {
    return element('span', { class: 'tag ' + kind, text, title });
  }

  /** Returns the tags of a number: exact or approximate, complete or partial. */
  function tagsOf(error, gaps) {
    return [
      error > 0
        ? tag('about', '\u00b1\u2009' + f.percent(error), 'Approximate: the standard error is ' + f.percent(error))
        : tag('sure', 'exact', 'Exact'),
      gaps.length
        ? tag('part', 'partial', gaps.join(' '))
        : tag('sure', 'complete', 'Complete: everything that the source has for this period'),
    ];
  }

  function setTile(one, what) {
    one.value.textContent = what.value;
    one.value.title = what.full || '';
    one.value.classList.toggle('none', what.none === true);
    one.change.replaceChildren();
    if (what.cut && what.before !== undefined && what.before !== null) {
      // A comparison with a partial period would always show growth.
      one.change.append(element('span', { class: 'before', text: 'previous period (partial): ' + what.beforeText }));
    } else if (what.now !== undefined && what.before !== undefined && what.before !== null && what.now !== null) {
      const change = changeOf(what.now, what.before);
      one.change.append(
        element('span', { class: change.className, text: change.text }),
        ' ',
        element('span', { class: 'before', text: 'from ' + what.beforeText }),
      );
    } else if (what.note) one.change.append(element('span', { class: 'before', text: what.note }));
    one.tags.replaceChildren(...(what.none ? [] : tagsOf(what.error || 0, what.gaps || [])));
  }

  function changeOf(now, before) {
    if (before === 0) return now === 0 ? { text: 'no change', className: 'same' } : { text: 'new', className: 'up' };
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

  function roomyAmount(units) {
    const p = data.purchases;
    const size = f.double(units, p.scale);
    return Math.abs(size) < 1e7 ? f.decimal(units, p.scale, 2) : f.compact(size);
  }

  function counted(ids) {
    return (ids.error > 0 ? '\u2248\u2009' : '') + roomy(ids.value);
  }

  /** Makes a table button that filters the report. */
  function pick(text, isChosen, key, click, origin) {
    return element(
      'button',
      { type: 'button', class: 'pick', 'aria-pressed': isChosen ? 'true' : 'false', 'data-key': key, click },
      dataText(text, { origin }),
    );
  }

  // ---- Layout ----------------------------------------------------------------------------------------------------

  function build(root) {
    view = { root, tiles: {} };

    view.presets = PRESETS.map((preset) =>
      element('button', {
        type: 'button',
        text: preset.label,
        'aria-pressed': 'false',
        click: () => {
          state.preset = preset.id;
          applyPreset();
          render();
        },
      }),
    );
    view.from = element('input', { type: 'date', id: 'from' });
    view.to = element('input', { type: 'date', id: 'to' });
    for (const input of [view.from, view.to]) {
      input.addEventListener('change', () => {
        if (!view.from.value || !view.to.value) return;
        state.preset = null;
        state.from = f.dayNumber(view.from.value);
        state.to = f.dayNumber(view.to.value);
        if (state.to < state.from) {
          if (input === view.from) state.to = state.from;
          else state.from = state.to;
        }
        render();
      });
    }
    view.compare = element('input', {
      type: 'checkbox',
      id: 'compare',
      change: () => {
        state.compare = view.compare.checked;
        render();
      },
    });
    view.chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Filters' });
    view.period = element('p', { class: 'period', role: 'status' });
    view.filters = element(
      'div',
      { class: 'filters', role: 'group', 'aria-label': 'Period and filters' },
      element(
        'div',
        { class: 'row' },
        element('div', { class: 'presets', role: 'group', 'aria-label': 'Period' }, ...view.presets),
        element(
          'div',
          { class: 'dates' },
          element('label', { for: 'from', text: 'From' }),
          view.from,
          element('label', { for: 'to', text: 'to' }),
          view.to,
        ),
        element('label', { class: 'check', for: 'compare' }, view.compare, 'Compare with the previous period'),
      ),
      element('div', { class: 'row second' }, view.period, view.chips),
    );

    view.tileGrid = element('div', { class: 'tiles' });
    for (const [id, label] of [
      ['visits', 'Visits'],
      ['users', 'Unique users'],
      ['time', 'Time on page'],
      ['conversion', 'Visitors who bought'],
      ['revenue', 'Revenue'],
      ['lines', 'Order lines'],
      ['customers', 'Customers'],
      ['rejects', 'Not counted'],
    ]) {
      view.tiles[id] = tile(id, label);
      view.tileGrid.append(view.tiles[id].root);
    }
    view.gaps = element('div', { class: 'gaps' });
    const totals = element(
      'section',
      { id: 'totals', 'aria-labelledby': 'totals-title' },
      element('h2', { id: 'totals-title', class: 'hidden', text: 'Totals' }),
      view.tileGrid,
      view.gaps,
    );

    view.visits = section('visits', 'Visits', '');
    view.visitsChart = Footfall.chart({ title: 'Visits and unique users over time', name: 'visits-over-time' });
    view.visitsCard = card('Visits and unique users over time', view.visitsChart.element);
    view.visits.body.append(view.visitsCard);

    view.pages = Footfall.table({
      name: 'pages',
      caption: 'Top pages',
      pageSize: 15,
      columns: pageColumns(0, 0, null),
      filter: { label: 'Find a page', text: (row) => (row.page < 0 ? '' : pageName(row.page)) },
      selected: (row) => row.page === state.page,
      empty: 'No visits in this period.',
    });
    view.pagesNote = element('p', { class: 'note' });
    view.allPages = element('p', { class: 'note' });
    view.distribution = Footfall.chart({ title: 'Distribution of time on page', name: 'time-on-page' });
    view.distributionNote = element('p', { class: 'note' });
    view.pagesCard = card('Top pages', view.pagesNote, view.pages.element, view.allPages);
    view.distributionCard = card('Time on page', view.distributionNote, view.distribution.element);
    view.visits.body.append(element('div', { class: 'columns' }, view.pagesCard, view.distributionCard));

    view.conversionChart = Footfall.chart({ title: 'Share of visitors who bought', name: 'conversion' });
    view.conversionNote = element('p', { class: 'note' });
    view.conversion = section(
      'conversion',
      'Conversion',
      'A visitor converts if the same id buys on the day of the visit.',
    );
    view.conversionCard = card('Share of visitors who bought', view.conversionNote, view.conversionChart.element);
    view.conversion.body.append(view.conversionCard);

    view.purchases = section('purchases', 'Revenue', '');
    view.revenueChart = Footfall.chart({ title: 'Revenue over time', name: 'revenue' });
    view.categories = Footfall.table({
      name: 'categories',
      caption: 'Revenue by category',
      pageSize: 12,
      columns: [],
      selected: (row) => row.key === state.category,
      filter: { label: 'Find a category', text: (row) => categoryName(row.key) },
    });
    view.customers = Footfall.table({
      name: 'customers',
      caption: 'Revenue by customer',
      pageSize: 12,
      columns: [],
      selected: (row) => row.key === state.customer,
      filter: { label: 'Find a customer', text: (row) => customerName(row.key) },
    });
    view.categoryCard = card('By category', view.categories.element);
    view.customerCard = card('By customer', view.customers.element);
    view.revenueCard = card('Revenue over time', view.revenueChart.element);
    view.purchases.body.append(
      view.revenueCard,
      element('div', { class: 'columns even' }, view.categoryCard, view.customerCard),
    );

    view.quality = section(
      'quality',
      'Data quality',
      'How many records were read, counted and rejected. The filters do not apply here.',
    );
    view.about = element('section', { id: 'about', 'aria-labelledby': 'about-title' });

    root.replaceChildren(
      view.filters,
      totals,
      view.visits.root,
      view.conversion.root,
      view.purchases.root,
      view.quality.root,
      view.about,
    );
  }

  // ---- Columns ---------------------------------------------------------------------------------------------------

  /** Makes the column of shares, with a bar that is full for the largest row. */
  function shareColumn(total, largest) {
    return {
      label: 'Share',
      className: 'sharing',
      noSort: true,
      cell: (row) => {
        const n = Number(row.visits !== undefined ? row.visits : row.amount);
        const share = Number(total) > 0 ? n / Number(total) : 0;
        return element(
          'span',
          { class: 'share' },
          bar(Number(largest) > 0 ? n / Number(largest) : 0),
          element('span', {
            class: 'number',
            text: share > 0 && share < 0.0005 ? '<\u202f0.1\u202f%' : f.percent(share),
          }),
        );
      },
    };
  }

  function changeColumn(beforeOf, nowOf) {
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
        const change = changeOf(nowOf(row), b);
        return element('span', { class: change.className, text: change.text });
      },
    };
  }

  function pageColumns(total, largest, before) {
    const v = data && data.visits;
    const columns = [
      {
        label: 'Page',
        csv: 'url',
        value: (row) => pageName(row.page),
        cell: (row) =>
          row.page < 0
            ? element('span', { class: 'others', text: othersText(v.pages.count - v.pages.urls.length, 'page') })
            : pick(
                pageName(row.page),
                state.page === row.page,
                'page ' + row.page,
                () => choose('page', row.page),
                commonOrigin(),
              ),
        text: (row) =>
          row.page < 0 ? '(' + othersText(v.pages.count - v.pages.urls.length, 'page') + ')' : pageName(row.page),
      },
      {
        label: 'Visits',
        csv: 'visits',
        right: true,
        value: (row) => row.visits,
        cell: (row) => f.whole(row.visits),
        text: (row) => row.visits,
      },
      shareColumn(total, largest),
    ];
    if (before)
      columns.push(
        changeColumn(
          (row) => (row.page < 0 ? (before.rest ? before.rest.visits : 0) : before.visits.get(row.page) || 0),
          (row) => row.visits,
        ),
      );
    columns.push({
      csv: 'total_time_spent',
      label: 'Total time',
      hiddenColumn: true,
      text: (row) => f.plain(row.seconds, v.scale, 0),
    });
    columns.push({
      label: 'Time on page',
      csv: 'average_time_spent',
      right: true,
      value: (row) => Number(row.seconds) / row.visits,
      cell: (row) =>
        element('span', {
          title: f.average(row.seconds, v.scale, row.visits, 3) + ' s',
          text: f.seconds(Number(f.average(row.seconds, v.scale, row.visits, 3))),
        }),
      text: (row) => f.average(row.seconds, v.scale, row.visits, 3),
    });
    return columns;
  }

  function othersText(n, what) {
    return n > 0
      ? 'All other ' + (what === 'category' ? 'categories' : what + 's') + ' (' + f.whole(n) + ')'
      : 'Others';
  }

  function amountColumns(what, total, largest, before) {
    const p = data.purchases;
    const name = what === 'category' ? categoryName : customerName;
    const others = what === 'category' ? p.categoryCount - p.categories.length : p.customerCount - p.customerIds.length;
    const columns = [
      {
        label: what === 'category' ? 'Category' : 'Customer',
        csv: what === 'category' ? 'product_category' : 'customer_id',
        value: (row) => name(row.key),
        cell: (row) =>
          row.key === 0
            ? element('span', { class: 'others', text: othersText(others, what) })
            : pick(name(row.key), state[what] === row.key, what + ' ' + row.key, () => choose(what, row.key)),
        text: (row) =>
          row.key === 0
            ? '(' + othersText(others, what) + ')'
            : what === 'category'
              ? p.categories[row.key - 1]
              : name(row.key),
      },
      {
        label: 'Spent',
        csv: 'total_spent',
        right: true,
        value: (row) => row.amount,
        cell: (row) => f.decimal(row.amount, p.scale, 2),
        text: (row) => f.plain(row.amount, p.scale, 2),
      },
      shareColumn(total, largest),
    ];
    if (before)
      columns.push(
        changeColumn(
          (row) => f.double(before.get(row.key) || p.zero, p.scale),
          (row) => f.double(row.amount, p.scale),
        ),
      );
    if (p.single)
      columns.push({
        label: 'Order lines',
        csv: 'purchases',
        right: true,
        value: (row) => row.lines,
        cell: (row) => f.whole(row.lines),
        text: (row) => row.lines,
      });
    return columns;
  }

  // ---- Drawing ---------------------------------------------------------------------------------------------------

  function render() {
    renderFilters();
    const before = previous();
    view.tileGrid.classList.toggle('compared', before !== null);
    renderVisits(before);
    renderPurchases(before);
    renderGaps(before);
  }

  function renderFilters() {
    PRESETS.forEach((preset, i) => {
      view.presets[i].setAttribute('aria-pressed', String(state.preset === preset.id));
      view.presets[i].disabled = data.isEmpty;
    });
    view.from.disabled = view.to.disabled = view.compare.disabled = data.isEmpty;
    view.from.value = data.isEmpty ? '' : f.isoDay(state.from);
    view.to.value = data.isEmpty ? '' : f.isoDay(state.to);
    view.compare.checked = state.compare;
    if (data.isEmpty) {
      view.period.textContent = 'No data yet.';
    } else {
      const length = state.to - state.from + 1;
      const before = previous();
      let text = f.span(state.from, state.to) + ' \u00b7 ' + f.count(length, 'day');
      if (state.compare)
        text += before
          ? ' \u00b7 compared with ' + f.span(before.from, before.to) + (before.cut ? ' (partial)' : '')
          : ' \u00b7 no earlier data to compare with';
      view.period.textContent = text;
    }
    const chips = [];
    const chip = (what, label, name) =>
      chips.push(
        element(
          'button',
          {
            type: 'button',
            class: 'chip',
            'data-what': what,
            click: () => {
              state[what] = null;
              render();
            },
          },
          element('span', { class: 'hidden', text: 'Clear' }),
          element('span', { class: 'what', text: label }),
          dataText(name, { onOneLine: true }),
          element('span', { class: 'cross', 'aria-hidden': 'true', text: '\u00d7' }),
        ),
      );
    if (state.page !== null) chip('page', 'Page', pageName(state.page));
    if (state.category !== null) chip('category', 'Category', categoryName(state.category));
    if (state.customer !== null) chip('customer', 'Customer', customerName(state.customer));
    view.chips.replaceChildren(...chips);
  }

  function renderVisits(before) {
    const v = data.visits;
    view.visits.body.hidden = !v;
    view.visits.note.textContent = v ? '' : 'The source has no visits.';
    view.visits.note.hidden = !!v;
    for (const id of ['visits', 'users', 'time', 'conversion'])
      if (!v) setTile(view.tiles[id], { value: '\u2013', none: true, note: 'no visits in the source' });
    view.conversion.root.hidden = !v;
    if (!v) return;

    const { from, to, page } = state;
    const cut = before !== null && before.cut;
    const gaps = Footfall.data.gaps(data, 'visits', from, to);
    const now = Footfall.data.visitsOf(data, from, to, page);
    const then = before && Footfall.data.visitsOf(data, before.from, before.to, page);
    setTile(view.tiles.visits, {
      value: roomy(now.visits),
      full: f.whole(now.visits),
      gaps,
      cut,
      now: now.visits,
      before: then && then.visits,
      beforeText: then && roomy(then.visits),
    });
    setTile(
      view.tiles.users,
      now.users
        ? {
            value: counted(now.users),
            full: f.whole(now.users.value),
            error: now.users.error,
            gaps,
            cut,
            now: now.users.value,
            before: then && then.users && then.users.value,
            beforeText: then && then.users && counted(then.users),
          }
        : { value: '\u2013', none: true, note: v.single ? 'not available for this page' : 'the source has no users' },
    );
    const average = (sum) => (sum.visits ? Number(f.average(sum.seconds, v.scale, sum.visits, 3)) : null);
    const thenTime = then && average(then);
    setTile(
      view.tiles.time,
      now.visits
        ? {
            value: f.seconds(average(now)),
            full: f.average(now.seconds, v.scale, now.visits, 3) + ' s',
            gaps,
            cut,
            now: average(now),
            before: thenTime,
            beforeText: thenTime !== null && thenTime !== undefined ? f.seconds(thenTime) : '',
          }
        : { value: '\u2013', none: true, note: 'no visits' },
    );
    renderConversion(now, then, gaps, cut);

    const { size, all } = Footfall.data.steps(from, to);
    const rows = all.map((step) =>
      Object.assign(
        { step, label: f.span(step.from, step.to) },
        Footfall.data.visitsOf(data, step.from, step.to, page),
      ),
    );
    const earlier =
      before &&
      all.map((step) => {
        const shift = state.from - before.from;
        return step.to - shift < data.first
          ? null
          : Footfall.data.visitsOf(data, step.from - shift, step.to - shift, page);
      });
    rows.forEach((row, i) => {
      row.before = earlier && earlier[i];
    });
    const unit = size === 1 ? 'per day' : size === 7 ? 'per week' : 'per four weeks';
    const series = [
      {
        name: 'Visits ' + unit,
        kind: 'line',
        color: 'one',
        area: true,
        values: rows.map((r) => r.visits),
        show: (i) => f.whole(rows[i].visits),
      },
    ];
    const withUsers = rows.every((r) => r.users);
    if (withUsers)
      series.push({
        name: 'Unique users ' + unit,
        kind: 'line',
        color: 'two',
        values: rows.map((r) => r.users.value),
        show: (i) => counted(rows[i].users),
      });
    if (earlier)
      series.push({
        name: 'Visits, previous period',
        kind: 'line',
        color: 'one',
        dashed: true,
        values: rows.map((r) => (r.before ? r.before.visits : null)),
        show: (i) => f.whole(rows[i].before.visits),
      });
    if (earlier && withUsers)
      series.push({
        name: 'Unique users, previous period',
        kind: 'line',
        color: 'two',
        dashed: true,
        values: rows.map((r) => (r.before && r.before.users ? r.before.users.value : null)),
        show: (i) => counted(rows[i].before.users),
      });
    view.visitsChart.set({
      labels: rows.map((r) => r.label),
      series,
      rows,
      whole: true,
      summary: f.count(now.visits, 'visit') + ' in ' + f.span(from, to) + ', ' + unit + '. See the table below.',
      columns: timeColumns([
        {
          label: 'Visits',
          csv: 'visits',
          right: true,
          value: (r) => r.visits,
          cell: (r) => f.whole(r.visits),
          text: (r) => r.visits,
        },
        withUsers && {
          label: 'Unique users',
          csv: 'unique_users',
          right: true,
          value: (r) => r.users.value,
          cell: (r) => counted(r.users),
          text: (r) => r.users.value,
        },
        earlier && {
          label: 'Previous visits',
          csv: 'visits_before',
          right: true,
          value: (r) => (r.before ? r.before.visits : -1),
          cell: (r) => (r.before ? f.whole(r.before.visits) : '\u2013'),
          text: (r) => (r.before ? r.before.visits : ''),
        },
      ]),
    });

    labelCard(view.visitsCard, withUsers ? Math.max(0, ...rows.map((r) => r.users.error)) : 0, gaps);

    labelCard(view.pagesCard, 0, gaps);
    labelCard(view.distributionCard, 0, gaps);
    const pages = Footfall.data.pagesOf(data, from, to);
    const earlierPages = before && !cut && Footfall.data.pagesOf(data, before.from, before.to);
    const beforeOfPage = earlierPages && {
      visits: new Map(earlierPages.rows.map((r) => [r.page, r.visits])),
      rest: earlierPages.rest,
    };
    const total = pages.rows.reduce((n, r) => n + r.visits, 0) + (pages.rest ? pages.rest.visits : 0);
    view.pages.setRows(
      pages.rows,
      pages.rest ? [pages.rest] : [],
      pageColumns(total, pages.rows.length ? pages.rows[0].visits : 0, beforeOfPage),
    );
    view.pagesNote.textContent =
      state.page === null ? 'Select a page to filter the report.' : 'Select the page again to clear the filter.';
    renderAllPages();
    renderDistribution(now, then);
  }

  function renderAllPages() {
    const pages = data.visits.pages;
    view.allPages.replaceChildren();
    const offer = settings.allPages;
    const kept = pages.urls.length;
    if (kept < pages.count)
      view.allPages.append(
        'The table lists the ' + f.whole(kept) + ' most visited of ' + f.whole(pages.count) + ' pages. ',
      );
    if (!offer) return;
    const text = (pages.count === 1 ? 'The only page' : 'All ' + f.count(pages.count, 'page')) + ', all days (CSV)';
    if (offer.href) view.allPages.append(element('a', { href: offer.href, download: offer.name || true, text }));
    else
      view.allPages.append(
        element('button', {
          type: 'button',
          class: 'link',
          text,
          click: () => offer.load().then((blob) => Footfall.save(offer.name, 'text/csv', blob)),
        }),
      );
  }

  function timeColumns(columns) {
    return [
      {
        label: 'Period',
        csv: 'from',
        value: (r) => r.step.from,
        cell: (r) => r.label,
        text: (r) => f.isoDay(r.step.from),
      },
      { label: 'To', csv: 'to', hiddenColumn: true, text: (r) => f.isoDay(r.step.to) },
    ].concat(columns.filter(Boolean));
  }

  function binLabels() {
    const bins = data.visits.bins;
    const short = (s) => (s < 60 ? s + ' s' : s / 60 + ' min');
    return bins.map((from, i) =>
      i + 1 === bins.length
        ? 'from ' + short(from)
        : i === 0
          ? 'under ' + short(bins[1])
          : from < 60 && bins[i + 1] < 60
            ? from + '\u2013' + bins[i + 1] + ' s'
            : from >= 60
              ? from / 60 + '\u2013' + bins[i + 1] / 60 + ' min'
              : from + ' s\u2013' + short(bins[i + 1]),
    );
  }

  function renderDistribution(now, then) {
    const shown = now.distribution && now.visits > 0;
    view.distribution.element.hidden = !shown;
    if (!shown) {
      view.distributionNote.textContent =
        now.visits === 0
          ? 'No visits in this period.'
          : data.visits.single
            ? 'The distribution is available only for the most visited pages.'
            : 'The source has only sums per page, not individual visits.';
      return;
    }
    const labels = binLabels();
    const bins = data.visits.bins;
    const sum = now.visits;
    const reach = (share) => {
      let n = 0;
      for (let i = 0; i < bins.length; i++) {
        n += now.distribution[i];
        if (n >= share * sum)
          return i + 1 < bins.length
            ? 'under ' + f.seconds(bins[i + 1]).replace('.0', '')
            : 'over ' + f.seconds(bins[i]).replace('.0', '');
      }
      return '';
    };
    view.distributionNote.textContent = 'Half of the visits lasted ' + reach(0.5) + ', and 90 % ' + reach(0.9) + '.';
    const rows = labels.map((label, i) => ({
      label,
      i,
      visits: now.distribution[i],
      share: now.distribution[i] / sum,
      before: then && then.distribution && then.visits ? then.distribution[i] / then.visits : null,
    }));
    const hasBefore = rows.some((r) => r.before !== null);
    const series = [
      {
        name: 'Share of visits',
        kind: 'bar',
        color: 'one',
        values: rows.map((r) => r.share),
        show: (i) => f.percent(rows[i].share) + ' (' + f.whole(rows[i].visits) + ')',
      },
    ];
    if (hasBefore)
      series.push({
        name: 'Previous period',
        kind: 'bar',
        color: 'past',
        values: rows.map((r) => r.before),
        show: (i) => f.percent(rows[i].before),
      });
    view.distribution.set({
      labels,
      series,
      rows,
      share: true,
      axis: (value) => f.percent(value, 0),
      summary: view.distributionNote.textContent,
      columns: [
        { label: 'Time on page', csv: 'time_on_page', value: (r) => r.i, cell: (r) => r.label, text: (r) => r.label },
        {
          label: 'Visits',
          csv: 'visits',
          right: true,
          value: (r) => r.visits,
          cell: (r) => f.whole(r.visits),
          text: (r) => r.visits,
        },
        {
          label: 'Share',
          csv: 'share',
          right: true,
          value: (r) => r.share,
          cell: (r) => f.percent(r.share),
          text: (r) => r.share.toFixed(4),
        },
      ],
    });
  }

  function renderConversion(now, then, gaps, cut) {
    const v = data.visits;
    const one = view.tiles.conversion;
    const reason = !v.single
      ? 'the source has no users'
      : !v.buyers
        ? 'the source has no purchases'
        : !now.buyers || !now.users
          ? 'not available for this page'
          : now.users.value === 0
            ? 'no visitors'
            : '';
    view.conversion.root.hidden = !v.buyers;
    if (reason) {
      setTile(one, { value: '\u2013', none: true, note: reason });
      if (v.buyers) {
        view.conversionChart.element.hidden = true;
        view.conversionNote.textContent = now.users
          ? 'No visitors in this period.'
          : 'Users are available only for the most visited pages.';
      }
      return;
    }
    // The relative errors of both estimates add up in quadrature.
    const share = (sum) => Math.min(1, sum.buyers.value / sum.users.value);
    const error = Math.hypot(now.users.error, now.buyers.error);
    const before = then && then.users && then.buyers && then.users.value > 0 ? share(then) : null;
    setTile(one, {
      value: f.percent(share(now), 2),
      full: counted(now.buyers) + ' of ' + counted(now.users) + ' visitors',
      error,
      gaps,
      cut,
      now: share(now),
      before,
      beforeText: before === null ? '' : f.percent(before, 2),
      note: counted(now.buyers) + ' of ' + counted(now.users),
    });
    view.conversionChart.element.hidden = false;
    view.conversionNote.textContent =
      v.allBuyers === 0
        ? 'No visitor bought on the day of a visit. Check that user_id and customer_id use the same ids.'
        : counted(now.buyers) +
          ' of ' +
          counted(now.users) +
          ' visitors' +
          (error > 0 ? ', each number \u00b1\u2009' + f.percent(now.users.error) : '') +
          '.';
    const { size, all } = Footfall.data.steps(state.from, state.to);
    const rows = all.map((step) =>
      Object.assign(
        { step, label: f.span(step.from, step.to) },
        Footfall.data.visitsOf(data, step.from, step.to, state.page),
      ),
    );
    for (const row of rows)
      row.share = row.users && row.users.value > 0 ? Math.min(1, row.buyers.value / row.users.value) : null;
    labelCard(
      view.conversionCard,
      Math.max(0, ...rows.map((r) => (r.users && r.buyers ? Math.hypot(r.users.error, r.buyers.error) : 0))),
      gaps,
    );
    view.conversionChart.set({
      labels: rows.map((r) => r.label),
      rows,
      share: true,
      axis: (value) => f.percent(value, value < 0.1 && value > 0 ? 1 : 0),
      series: [
        {
          name: 'Share of visitors ' + (size === 1 ? 'per day' : size === 7 ? 'per week' : 'per four weeks'),
          kind: 'line',
          color: 'three',
          area: true,
          values: rows.map((r) => r.share),
          show: (i) =>
            f.percent(rows[i].share, 2) + ' (' + counted(rows[i].buyers) + ' of ' + counted(rows[i].users) + ')',
        },
      ],
      summary: view.conversionNote.textContent,
      columns: timeColumns([
        {
          label: 'Visitors',
          csv: 'visitors',
          right: true,
          value: (r) => r.users.value,
          cell: (r) => counted(r.users),
          text: (r) => r.users.value,
        },
        {
          label: 'Buyers',
          csv: 'bought',
          right: true,
          value: (r) => r.buyers.value,
          cell: (r) => counted(r.buyers),
          text: (r) => r.buyers.value,
        },
        {
          label: 'Share',
          csv: 'share',
          right: true,
          value: (r) => (r.share === null ? -1 : r.share),
          cell: (r) => (r.share === null ? '\u2013' : f.percent(r.share, 2)),
          text: (r) => (r.share === null ? '' : r.share.toFixed(4)),
        },
      ]),
    });
  }

  function renderPurchases(before) {
    const p = data.purchases;
    view.purchases.body.hidden = !p;
    view.purchases.note.textContent = !p
      ? 'The source has no purchases.'
      : state.page !== null
        ? 'Purchases have no page, so the page filter does not apply here.'
        : '';
    view.purchases.note.hidden = !view.purchases.note.textContent;
    for (const id of ['revenue', 'lines', 'customers'])
      if (!p) setTile(view.tiles[id], { value: '\u2013', none: true, note: 'no purchases in the source' });
    if (!p) return;

    const { from, to, category, customer } = state;
    const cut = before !== null && before.cut;
    const gaps = Footfall.data.gaps(data, 'purchases', from, to);
    const now = Footfall.data.purchasesOf(data, from, to, category, customer);
    const then = before && Footfall.data.purchasesOf(data, before.from, before.to, category, customer);
    const double = (units) => f.double(units, p.scale);
    setTile(view.tiles.revenue, {
      value: roomyAmount(now.amount),
      full: f.decimal(now.amount, p.scale, 2),
      gaps,
      cut,
      now: double(now.amount),
      before: then && double(then.amount),
      beforeText: then && roomyAmount(then.amount),
    });
    setTile(
      view.tiles.lines,
      p.single
        ? {
            value: roomy(now.lines),
            full: f.whole(now.lines),
            gaps,
            cut,
            now: now.lines,
            before: then && then.lines,
            beforeText: then && roomy(then.lines),
          }
        : { value: '\u2013', none: true, note: 'the source has only daily sums' },
    );
    setTile(
      view.tiles.customers,
      now.customers
        ? {
            value: counted(now.customers),
            full: f.whole(now.customers.value),
            error: now.customers.error,
            gaps,
            cut,
            now: now.customers.value,
            before: then && then.customers && then.customers.value,
            beforeText: then && then.customers && counted(then.customers),
          }
        : { value: '\u2013', none: true, note: 'not available for a category' },
    );

    const { size, all } = Footfall.data.steps(from, to);
    const sums = Footfall.data.purchaseSeries(data, all, category, customer);
    const shift = before ? state.from - before.from : 0;
    const sumsBefore =
      before &&
      Footfall.data.purchaseSeries(
        data,
        all.map((s) => ({ from: s.from - shift, to: s.to - shift })),
        category,
        customer,
      );
    const rows = all.map((step, i) => ({
      step,
      label: f.span(step.from, step.to),
      amount: sums[i],
      before: sumsBefore && step.to - shift >= data.first ? sumsBefore[i] : null,
    }));
    const series = [
      {
        name: 'Revenue ' + (size === 1 ? 'per day' : size === 7 ? 'per week' : 'per four weeks'),
        kind: 'bar',
        color: 'three',
        values: rows.map((r) => double(r.amount)),
        show: (i) => f.decimal(rows[i].amount, p.scale, 2),
      },
    ];
    if (before)
      series.push({
        name: 'Previous period',
        kind: 'line',
        color: 'three',
        dashed: true,
        values: rows.map((r) => (r.before === null ? null : double(r.before))),
        show: (i) => f.decimal(rows[i].before, p.scale, 2),
      });
    view.revenueChart.set({
      labels: rows.map((r) => r.label),
      series,
      rows,
      summary: f.decimal(now.amount, p.scale, 2) + ' in ' + f.span(from, to) + '. See the table below.',
      columns: timeColumns([
        {
          label: 'Revenue',
          csv: 'revenue',
          right: true,
          value: (r) => r.amount,
          cell: (r) => f.decimal(r.amount, p.scale, 2),
          text: (r) => f.plain(r.amount, p.scale, 2),
        },
        before && {
          label: 'Previous period',
          csv: 'revenue_before',
          right: true,
          value: (r) => (r.before === null ? p.zero : r.before),
          cell: (r) => (r.before === null ? '\u2013' : f.decimal(r.before, p.scale, 2)),
          text: (r) => (r.before === null ? '' : f.plain(r.before, p.scale, 2)),
        },
      ]),
    });

    for (const one of [view.revenueCard, view.categoryCard, view.customerCard]) labelCard(one, 0, gaps);
    view.categoryCard.hidden = !p.single;
    const fill = (table, what, { rows: shown, rest }, thenRows) => {
      const total = shown.concat(rest || []).reduce((sum, r) => sum + r.amount, p.zero);
      const previousAmounts =
        thenRows && new Map(thenRows.rows.concat(thenRows.rest || []).map((r) => [r.key, r.amount]));
      table.setRows(
        shown,
        rest ? [rest] : [],
        amountColumns(what, total, shown.length ? shown[0].amount : 0, previousAmounts),
      );
    };
    fill(view.categories, 'category', now.byCategory, !cut && then && then.byCategory);
    fill(view.customers, 'customer', now.byCustomer, !cut && then && then.byCustomer);
  }

  function renderGaps() {
    const lists = [];
    for (const [part, name] of [
      ['visits', 'Visits'],
      ['purchases', 'Purchases'],
    ]) {
      if (!data[part] || data.isEmpty) continue;
      const gaps = Footfall.data.gaps(data, part, state.from, state.to);
      if (gaps.length)
        lists.push(element('p', {}, tag('part', 'partial'), element('strong', { text: name + '. ' }), gaps.join(' ')));
    }
    view.gaps.replaceChildren(...lists);
    view.gaps.hidden = !lists.length;
  }

  // ---- Data quality and notes, which ignore the filters ----------------------------------------------------------

  function renderQuality() {
    const { rejects, accounting, loads } = data.json;
    const parts = [];
    const notCounted = accounting
      ? accounting.totals.reduce((n, t) => n + t.rejected + t.late, 0)
      : rejects
        ? rejects.count
        : null;
    setTile(
      view.tiles.rejects,
      notCounted === null
        ? { value: '\u2013', none: true, note: 'unknown: set --report or --rejects' }
        : {
            value: roomy(notCounted),
            full: f.whole(notCounted),
            note: accounting
              ? 'of ' + roomy(accounting.totals.reduce((n, t) => n + t.read, 0)) + ' records read'
              : 'rejected records, all days',
          },
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
          holds ? tag('sure', 'adds up') : tag('part', 'does not add up'),
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
      parts.push(card('Every record accounted for', ...lines, note, table.element));
    } else
      parts.push(
        card(
          'Every record accounted for',
          element('p', {
            class: 'note',
            text: 'The number of records read is unknown. Specify their reports: footfall report --report=FOLDER.',
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
      parts.push(card('Rejected records, by reason', table.element));
    } else
      parts.push(
        card(
          'Rejected records, by reason',
          element('p', {
            class: 'note',
            text: 'Rejects were not read. Specify their folder: footfall report --rejects=FOLDER.',
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
      parts.push(card('Latest batches', ...sums, table.element));
    }
    view.quality.body.replaceChildren(...parts);
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

  function renderAbout() {
    const v = data.visits;
    const sketches = v && v.users ? v.users.sketches : data.purchases ? data.purchases.customers.sketches : null;
    const precision = sketches ? sketches.precision : 11;
    const lines = [
      ['exact', 'Computed from every record, in exact decimal arithmetic.'],
      [
        '\u00b1',
        'Approximate. Unique users of several days are estimated from one sketch per day (HyperLogLog, ' +
          f.whole(1 << precision) +
          ' registers) with a standard error of ' +
          f.percent(Footfall.sketch.error(precision)) +
          '. A single day and the whole period of the data are exact.',
      ],
      ['complete', 'Includes everything that the source has for the period.'],
      [
        'partial',
        'Something is missing; the line says what: part of a day, days outside the data, or rejected or late records.',
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
          'Days are days of the events, in the time zone that the records were read with. Source: ',
          dataText(data.json.source),
          ', read at ' + f.instant(data.json.made) + ' by Footfall ' + data.json.version + '.',
        ),
      ),
    );
  }

  // ---- Entry points ----------------------------------------------------------------------------------------------

  /**
   * Draws the report into an element.
   *
   * options.allPages offers the table of all pages: {name, href}, or {name, load(): Promise of a Blob}.
   */
  function show(root, json, options) {
    settings = options || {};
    data = Footfall.data.decode(json);
    build(root);
    applyPreset();
    render();
    renderQuality();
    renderAbout();
  }

  /** Redraws the report with new data; filters are kept by name. */
  function update(json) {
    const names = {
      page: state.page === null ? null : pageName(state.page),
      category: state.category === null ? null : data.purchases.categories[state.category - 1],
      customer: state.customer === null ? null : customerName(state.customer),
    };
    data = Footfall.data.decode(json);
    const find = (list, name, first) => {
      const at = name === null || !list ? -1 : list.indexOf(name);
      return at < 0 ? null : at + first;
    };
    state.page = find(data.visits && data.visits.pages.urls, names.page, 0);
    state.category = find(data.purchases && data.purchases.categories, names.category, 1);
    state.customer = find(data.purchases && data.purchases.customerIds, names.customer, 1);
    if (state.from === 0 && state.preset === null) state.preset = 'all';
    applyPreset();
    render();
    renderQuality();
    renderAbout();
  }

  Footfall.show = show;
  Footfall.update = update;
})();
