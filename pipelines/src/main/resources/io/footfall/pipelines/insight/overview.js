// The tab Overview: the totals of the period, visits and revenue over time, and conversion.
(function () {
  'use strict';

  const { element } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  const { none, roomy, counted } = parts;
  const HOURLY_DAYS = 2;
  let view = null;

  function build() {
    const grid = parts.tiles([
      ['visits', 'Visits', 'Page views'],
      ['users', 'Unique users', 'Distinct user IDs of the period'],
      ['time', 'Time on page', 'Mean duration of the visits that have one'],
      ['conversion', 'Daily conversion', 'Of the visitors of a day, the share who bought on that day'],
      ['revenue', 'Revenue', 'Sum of all amounts; returns count as negative'],
      ['orders', 'Orders', 'Distinct transactions of a customer on a day'],
      ['order-value', 'Average order value', 'Revenue divided by orders'],
      ['per-visitor', 'Revenue per visitor', 'Revenue divided by unique users'],
      ['customers', 'Customers', 'Distinct customer IDs of the period'],
      ['lines', 'Order lines', 'Purchase records'],
      ['returns', 'Returns', 'Sum of the negative amounts, and their share of the sales before returns'],
      ['rejects', 'Not counted', 'Records that were rejected or late'],
    ]);
    view = { tiles: grid.tiles, grid: grid.root };
    const totals = element(
      'section',
      { id: 'totals', 'aria-labelledby': 'totals-title' },
      element('h2', { id: 'totals-title', class: 'hidden', text: 'Totals' }),
      grid.root,
    );
    view.visits = parts.section('visits', 'Visits');
    view.visitsChart = Footfall.chart({ title: 'Visits and unique users over time', name: 'visits-over-time' });
    view.visitsCard = parts.card('Visits and unique users over time', view.visitsChart.element);
    view.visits.body.append(view.visitsCard);
    view.purchases = parts.section('purchases', 'Revenue');
    view.revenueChart = Footfall.chart({ title: 'Revenue over time', name: 'revenue' });
    view.revenueCard = parts.card('Revenue over time', view.revenueChart.element);
    view.purchases.body.append(view.revenueCard);
    view.conversion = parts.section(
      'conversion',
      'Conversion',
      'A visitor of a day converts if the same id buys on that day.',
    );
    view.conversionChart = Footfall.chart({ title: 'Share of visitors who bought', name: 'conversion' });
    view.conversionNote = element('p', { class: 'note' });
    view.conversionCard = parts.card('Share of visitors who bought', view.conversionNote, view.conversionChart.element);
    view.conversion.body.append(view.conversionCard);
    return element('div', {}, totals, view.visits.root, view.purchases.root, view.conversion.root);
  }

  function render(ctx) {
    view.grid.classList.toggle('compared', ctx.then !== null);
    const visits = renderVisits(ctx);
    renderPurchases(ctx, visits);
    renderNotCounted(ctx);
  }

  /** Returns the sums of the days that are compared, {now, then, basis}, or null. */
  function compared(ctx, part, sumOf) {
    const c = ctx.comparison[part];
    if (!c) return null;
    return { now: sumOf(c.now), then: sumOf(c.then), basis: ctx.basis(part) };
  }

  // ---- Visits ----------------------------------------------------------------------------------------------------

  function renderVisits(ctx) {
    const { data, span } = ctx;
    const v = data.visits;
    view.visits.body.hidden = !v;
    view.visits.note.textContent = v ? '' : parts.noVisits(data).full;
    view.conversion.root.hidden = !v || !v.buyers;
    if (!v) {
      for (const id of ['visits', 'users', 'time', 'conversion'])
        parts.setTile(view.tiles[id], none(parts.noVisits(data).brief));
      return null;
    }
    const { page } = ctx.state;
    const missing = ctx.missing.visits;
    const now = Footfall.data.visitsOf(data, span, page);
    const pair = compared(ctx, 'visits', (s) => Footfall.data.visitsOf(data, s, page));
    const note = ctx.state.category !== null ? 'of all visitors' : '';
    parts.setTile(view.tiles.visits, {
      value: roomy(now.visits),
      full: f.whole(now.visits),
      missing,
      note,
      ...(pair && {
        now: pair.now.visits,
        before: pair.then.visits,
        beforeText: roomy(pair.then.visits),
        basis: pair.basis,
      }),
    });
    parts.setTile(
      view.tiles.users,
      now.users
        ? {
            value: counted(now.users),
            full: f.whole(now.users.value),
            plusMinus: parts.plusMinus(now.users),
            missing,
            ...(pair &&
              pair.then.users && {
                now: pair.now.users.value,
                before: pair.then.users.value,
                beforeText: counted(pair.then.users),
                basis: pair.basis,
              }),
          }
        : none(v.single ? 'not available for this page' : 'the source has no users'),
    );
    const average = (sum) => (sum.timed ? Number(f.average(sum.seconds, v.scale, sum.timed, 3)) : null);
    parts.setTile(
      view.tiles.time,
      now.timed
        ? {
            value: f.averageSeconds(now.seconds, v.scale, now.timed),
            full: f.average(now.seconds, v.scale, now.timed, 3) + ' s',
            missing,
            ...(pair && {
              now: average(pair.now),
              before: average(pair.then),
              beforeText: pair.then.timed ? f.averageSeconds(pair.then.seconds, v.scale, pair.then.timed) : '',
              basis: pair.basis,
            }),
          }
        : none(now.visits ? 'no visit has a duration' : 'no visits'),
    );
    renderConversion(ctx, now);
    if (v.hours && span.to - span.from < HOURLY_DAYS && page === null)
      drawHours(ctx, view.visitsChart, {
        part: 'visits',
        zero: 0,
        name: 'Visits',
        color: 'one',
        values: ctx.data.visits.hours,
        whole: true,
        number: (value) => value,
        show: f.whole,
        column: parts.countColumn('Visits', 'visits', (r) => r.value),
      });
    else drawVisits(ctx);
    parts.labelCard(view.visitsCard, 0, missing);
    return now;
  }

  function drawVisits(ctx) {
    const { data } = ctx;
    const { page } = ctx.state;
    const { size, rows } = parts.stepsOf(ctx, 'visits');
    for (const row of rows) {
      Object.assign(row, Footfall.data.visitsOf(data, row.step, page));
      row.before = row.earlier && Footfall.data.visitsOf(data, row.earlier, page);
    }
    const unit = parts.unitOf(size);
    const withUsers = rows.every((r) => r.users);
    // A line to an incomplete day would look like a slump.
    const of = (r, n) => (r.isCovered && !r.isIncomplete ? n : null);
    const series = [
      {
        name: 'Visits ' + unit,
        kind: 'line',
        color: 'one',
        area: true,
        values: rows.map((r) => of(r, r.visits)),
        show: (i) => f.whole(rows[i].visits),
      },
    ];
    if (withUsers)
      series.push({
        name: 'Unique users ' + unit,
        kind: 'line',
        color: 'two',
        values: rows.map((r) => of(r, r.users.value)),
        show: (i) => counted(rows[i].users),
      });
    if (rows.some((r) => r.isIncomplete))
      series.push({
        name: 'Visits, incomplete',
        kind: 'line',
        color: 'past',
        lone: true,
        values: rows.map((r) => (r.isIncomplete ? r.visits : null)),
        show: (i) => f.whole(rows[i].visits),
      });
    if (ctx.then)
      series.push({
        name: 'Visits, ' + ctx.thenName,
        kind: 'line',
        color: 'one',
        dashed: true,
        values: rows.map((r) => (r.before ? r.before.visits : null)),
        show: (i) => f.whole(rows[i].before.visits),
      });
    if (ctx.then && withUsers)
      series.push({
        name: 'Unique users, ' + ctx.thenName,
        kind: 'line',
        color: 'two',
        dashed: true,
        values: rows.map((r) => (r.before && r.before.users ? r.before.users.value : null)),
        show: (i) => counted(rows[i].before.users),
      });
    const sum = rows.reduce((n, r) => n + r.visits, 0);
    view.visitsChart.set({
      labels: rows.map((r) => r.label),
      days: rows.map((r) => r.step),
      series,
      rows,
      whole: true,
      summary:
        f.count(sum, 'visit') + ' in ' + f.span(ctx.span.from, ctx.span.to) + ', ' + unit + '. See the table below.',
      columns: parts.timeColumns([
        parts.countColumn('Visits', 'visits', (r) => (r.isCovered ? r.visits : undefined)),
        withUsers && {
          ...parts.countColumn('Unique users', 'unique_users', (r) => (r.isCovered ? r.users.value : undefined)),
          cell: (r) => (r.isCovered ? counted(r.users) : '\u2013'),
        },
        ctx.then &&
          parts.countColumn('Previous visits', 'visits_before', (r) => (r.before ? r.before.visits : undefined)),
      ]),
    });
  }

  /** Shows a chart by hour. `of`: {part, name, color, values: by day and hour, zero, whole, number, show, column}. */
  function drawHours(ctx, chart, of) {
    const { data } = ctx;
    const days = [];
    for (let day = ctx.span.from; day <= ctx.span.to; day++) if (data.coverage[of.part].has(day)) days.push(day);
    const rows = days.flatMap((day) =>
      Array.from({ length: 24 }, (_, hour) => ({
        step: { from: day, to: day },
        hour,
        label: f.isoDay(day) + ' ' + String(hour).padStart(2, '0') + ':00',
        value: data.numbers.has(day) ? of.values[data.numbers.get(day) * 24 + hour] : of.zero,
      })),
    );
    chart.set({
      labels: rows.map((r) => r.label),
      series: [
        {
          name: of.name + ' per hour',
          kind: 'bar',
          color: of.color,
          values: rows.map((r) => of.number(r.value)),
          show: (i) => of.show(rows[i].value),
        },
      ],
      rows,
      whole: of.whole,
      summary: of.name + ' per hour in ' + f.span(ctx.span.from, ctx.span.to) + '. See the table below.',
      columns: parts.timeColumns([of.column]),
    });
  }

  // ---- Conversion ------------------------------------------------------------------------------------------------

  const shareOf = (buyers, users) => (users > 0 ? buyers / users : null);

  function renderConversion(ctx, now) {
    const v = ctx.data.visits;
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
    view.conversionChart.element.hidden = reason !== '';
    if (reason) {
      parts.setTile(one, none(reason));
      view.conversionNote.textContent = reason === 'no visitors' ? 'No visitors in this period.' : '';
      if (reason === 'not available for this page')
        view.conversionNote.textContent = 'Users are available only for the most visited pages.';
      return;
    }
    const { size, rows } = parts.stepsOf(ctx, 'both');
    for (const row of rows) {
      Object.assign(row, daily(ctx, row.step));
      row.share = shareOf(row.buyerDays, row.userDays);
    }
    const all = daily(ctx, ctx.span);
    const ofPeriod = shareOf(now.buyers.value, now.users.value);
    const pair = compared(ctx, 'both', (s) => daily(ctx, s));
    parts.setTile(one, {
      value: all.userDays ? f.percent(shareOf(all.buyerDays, all.userDays), 2) : '\u2013',
      full: f.whole(all.buyerDays) + ' of ' + f.whole(all.userDays) + ' daily visitors',
      missing: ctx.missing.visits.concat(ctx.missing.purchases),
      note: f.percent(ofPeriod, 1) + ' of the visitors of the period',
      ...(pair && {
        now: shareOf(pair.now.buyerDays, pair.now.userDays),
        before: shareOf(pair.then.buyerDays, pair.then.userDays),
        beforeText: pair.then.userDays ? f.percent(shareOf(pair.then.buyerDays, pair.then.userDays), 2) : '',
        basis: pair.basis,
      }),
    });
    view.conversionNote.textContent =
      v.buyers.all === 0
        ? ctx.data.everybody
          ? 'This customer bought nothing on a day with a visit.'
          : 'No visitor bought on the day of a visit. Check that user_id and customer_id use the same IDs.'
        : 'Each day has its own visitors and buyers: ' +
          f.whole(all.buyerDays) +
          ' of ' +
          f.whole(all.userDays) +
          '. In the whole period, ' +
          counted(now.buyers) +
          ' of ' +
          counted(now.users) +
          ' visitors bought on a day of a visit.';
    parts.labelCard(view.conversionCard, ctx.state.page === null ? 0 : now.users.error, ctx.missing.visits);
    view.conversionChart.set({
      labels: rows.map((r) => r.label),
      days: rows.map((r) => r.step),
      rows,
      share: true,
      axis: (value) => f.percent(value, value === 0 || value >= 0.1 ? 0 : value >= 0.01 ? 1 : 2),
      series: [
        {
          name: 'Share of daily visitors, ' + parts.unitOf(size),
          kind: 'line',
          color: 'three',
          area: true,
          values: rows.map((r) => (r.isCovered && !r.isIncomplete ? r.share : null)),
          show: (i) =>
            f.percent(rows[i].share, 2) + ' (' + f.whole(rows[i].buyerDays) + ' of ' + f.whole(rows[i].userDays) + ')',
        },
      ],
      summary: view.conversionNote.textContent,
      columns: parts.timeColumns([
        parts.countColumn('Daily visitors', 'visitors', (r) => (r.isCovered ? r.userDays : undefined)),
        parts.countColumn('Buyers', 'bought', (r) => (r.isCovered ? r.buyerDays : undefined)),
        parts.percentColumn('Share', 'share', (r) => r.share, 2),
      ]),
    });
  }

  /** Sums the visitors and buyers of each day that both datasets cover; of a page they are estimated day by day. */
  function daily({ data, state }, span) {
    const sum = { userDays: 0, buyerDays: 0 };
    for (const i of Footfall.data.indexes(data, span)) {
      const day = data.days[i];
      if (!data.coverage.both || !data.coverage.both.has(day)) continue;
      const one = state.page === null ? null : Footfall.data.visitsOf(data, { from: day, to: day }, state.page);
      sum.userDays += one ? one.users.value : data.visits.users.daily[i];
      sum.buyerDays += one ? one.buyers.value : data.visits.buyers.daily[i];
    }
    return sum;
  }

  // ---- Purchases -------------------------------------------------------------------------------------------------

  const OF_PURCHASES = ['revenue', 'orders', 'order-value', 'per-visitor', 'customers', 'lines', 'returns'];

  function renderPurchases(ctx, visits) {
    const { data, span, state } = ctx;
    const p = data.purchases;
    const { currency } = data.json;
    view.purchases.body.hidden = !p || state.page !== null;
    view.purchases.note.textContent = !p
      ? 'The source has no purchases.'
      : state.page !== null
        ? 'Purchases have no page. With a page filter, revenue is what the visitors of the page spent on the same day.'
        : '';
    for (const id of ['revenue', 'order-value', 'per-visitor', 'returns'])
      view.tiles[id].name.textContent =
        view.tiles[id].root.getAttribute('aria-label') + (currency ? ' (' + currency + ')' : '');
    if (!p) {
      for (const id of OF_PURCHASES) parts.setTile(view.tiles[id], none('no purchases in the source'));
      return;
    }
    if (state.page !== null) {
      renderTouched(ctx);
      return;
    }
    const { category } = state;
    const missing = ctx.missing.purchases;
    const now = Footfall.data.purchasesOf(data, span, category);
    const pair = compared(ctx, 'purchases', (s) => Footfall.data.purchasesOf(data, s, category));
    const double = (units) => f.double(units, p.scale);
    const amount = (units) => f.amount(units, p.scale);
    const set = (id, numberOf, textOf, more) =>
      parts.setTile(view.tiles[id], {
        value: textOf(now),
        missing,
        ...more,
        ...(pair &&
          parts.isNumber(numberOf(pair.then)) && {
            now: numberOf(pair.now),
            before: numberOf(pair.then),
            beforeText: textOf(pair.then),
            basis: pair.basis,
          }),
      });
    set(
      'revenue',
      (s) => double(s.amount),
      (s) => amount(s.amount),
      { full: f.decimal(now.amount, p.scale, 2) },
    );
    if (now.customers)
      set(
        'customers',
        (s) => s.customers && s.customers.value,
        (s) => counted(s.customers),
        { full: f.whole(now.customers.value), plusMinus: parts.plusMinus(now.customers) },
      );
    else parts.setTile(view.tiles.customers, none('not available for a category'));
    renderOrders(ctx, now, set);
    renderPerVisitor(ctx, now, visits);
    drawRevenue(ctx, now);
    parts.labelCard(view.revenueCard, 0, missing);
  }

  function renderOrders(ctx, now, set) {
    const p = ctx.data.purchases;
    if (!p.single) {
      for (const id of ['orders', 'order-value', 'lines', 'returns'])
        parts.setTile(view.tiles[id], none('the source has only daily sums'));
      return;
    }
    const value = (s) => (s.orders > 0 ? f.double(s.amount, p.scale) / s.orders : null);
    set(
      'orders',
      (s) => s.orders,
      (s) => roomy(s.orders),
      { full: f.whole(now.orders) },
    );
    if (now.orders > 0)
      set('order-value', value, (s) => (s.orders > 0 ? f.averageAmount(s.amount, p.scale, s.orders) : '\u2013'));
    else parts.setTile(view.tiles['order-value'], none('no orders'));
    set(
      'lines',
      (s) => s.lines,
      (s) => roomy(s.lines),
      { full: f.whole(now.lines) },
    );
    const sales = f.double(now.amount + now.returns, p.scale);
    set(
      'returns',
      (s) => f.double(s.returns, p.scale),
      (s) => f.amount(s.returns, p.scale),
      {
        full: f.decimal(now.returns, p.scale, 2),
        note:
          sales > 0
            ? f.percent(f.double(now.returns, p.scale) / sales) +
              ' of ' +
              f.amount(now.amount + now.returns, p.scale) +
              ' sales'
            : 'no sales',
      },
    );
  }

  function renderPerVisitor(ctx, now, visits) {
    const one = view.tiles['per-visitor'];
    const users = visits && visits.users;
    if (!users || !users.value) {
      parts.setTile(one, none(visits ? 'no users' : parts.noVisits(ctx.data).brief));
      return;
    }
    const { both } = ctx.comparison;
    const p = ctx.data.purchases;
    const per = (amount, u) => ({
      number: f.double(amount, p.scale) / u.value,
      text: f.averageAmount(amount, p.scale, u.value),
    });
    const earlier = both && both.days === both.of ? Footfall.data.visitsOf(ctx.data, ctx.then, null).users : null;
    const value = per(now.amount, users);
    const before =
      earlier && earlier.value
        ? per(Footfall.data.purchasesOf(ctx.data, ctx.then, ctx.state.category).amount, earlier)
        : null;
    parts.setTile(one, {
      value: value.text,
      plusMinus: users.error > 0 ? f.compact(Math.abs(value.number) * users.error) : '',
      missing: ctx.missing.visits.concat(ctx.missing.purchases),
      now: before && value.number,
      before: before && before.number,
      beforeText: before ? before.text : '',
    });
  }

  /** Shows what the visitors of the chosen page spent on the same day. */
  function renderTouched(ctx) {
    const p = ctx.data.purchases;
    const row = Footfall.data.pagesOf(ctx.data, ctx.span).rows.find((r) => r.page === ctx.state.page);
    for (const id of OF_PURCHASES) parts.setTile(view.tiles[id], none('purchases have no page'));
    if (row && row.touched !== undefined)
      parts.setTile(view.tiles.revenue, {
        value: f.amount(row.touched, p.scale),
        full: f.decimal(row.touched, p.scale, 2),
        note: 'spent by visitors of the page, same day',
        missing: ctx.missing.purchases,
      });
  }

  function drawRevenue(ctx, now) {
    const { data, state } = ctx;
    const p = data.purchases;
    if (p.hours && ctx.span.to - ctx.span.from < HOURLY_DAYS && state.category === null) {
      drawHours(ctx, view.revenueChart, {
        part: 'purchases',
        zero: p.zero,
        name: 'Revenue',
        color: 'three',
        values: p.hours,
        number: (value) => f.double(value, p.scale),
        show: (value) => f.decimal(value, p.scale, 2),
        column: parts.amountColumn('Revenue', 'revenue', p.scale, (r) => r.value),
      });
      return;
    }
    const { size, rows } = parts.stepsOf(ctx, 'purchases');
    const sums = Footfall.data.purchaseSeries(
      data,
      rows.map((r) => r.step),
      state.category,
    );
    const earlier = Footfall.data.purchaseSeries(
      data,
      rows.map((r) => r.earlier || { from: 1, to: 0 }),
      state.category,
    );
    rows.forEach((row, i) => {
      row.amount = row.isCovered ? sums[i].amount : null;
      row.before = row.earlier ? earlier[i].amount : null;
    });
    const double = (units) => (units === null ? null : f.double(units, p.scale));
    const series = [
      {
        name: 'Revenue ' + parts.unitOf(size),
        kind: 'bar',
        color: 'three',
        // A short first step would look like a slump.
        values: rows.map((r) => (r.step.to - r.step.from + 1 < size ? null : double(r.amount))),
        show: (i) => f.decimal(rows[i].amount, p.scale, 2),
      },
    ];
    if (ctx.then)
      series.push({
        name: 'Revenue, ' + ctx.thenName,
        kind: 'line',
        color: 'three',
        dashed: true,
        values: rows.map((r) => double(r.before)),
        show: (i) => f.decimal(rows[i].before, p.scale, 2),
      });
    view.revenueChart.set({
      labels: rows.map((r) => r.label),
      days: rows.map((r) => r.step),
      series,
      rows,
      summary:
        f.decimal(now.amount, p.scale, 2) + ' in ' + f.span(ctx.span.from, ctx.span.to) + '. See the table below.',
      columns: parts.timeColumns([
        parts.amountColumn('Revenue', 'revenue', p.scale, (r) => r.amount),
        ctx.then && parts.amountColumn('Previous revenue', 'revenue_before', p.scale, (r) => r.before),
      ]),
    });
  }

  // ---- Accounting ------------------------------------------------------------------------------------------------

  function renderNotCounted(ctx) {
    const sum = ctx.notCounted;
    parts.setTile(
      view.tiles.rejects,
      sum === null
        ? none('unknown: no batch has an accounting')
        : {
            value: roomy(sum.lost),
            full: f.whole(sum.lost),
            missing: ctx.isOverThreshold
              ? [f.percent(sum.lost / sum.read, 2) + ' of the records were not counted.']
              : [],
            note:
              sum.read === null
                ? 'rejected records, all days'
                : 'of ' + roomy(sum.read) + ' records' + (sum.wholeData ? ', all days' : ' in batches of the period'),
          },
    );
  }

  Footfall.tabs.push({ id: 'overview', label: 'Overview', build, render });
})();
