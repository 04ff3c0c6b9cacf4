// The data of one customer, from what a file has of each: everything but times of day, durations of single visits,
// campaigns, referrers, status codes and journeys.
(function () {
  'use strict';

  /** Returns the range {begin, end} of an entry's cells; `end` is exclusive. */
  function rangeOf(starts, cells, at) {
    return { begin: starts[at], end: at + 1 < starts.length ? starts[at + 1] : cells.length };
  }

  /** Returns the data of a customer, by name, or null if the file has not all of it. */
  function of(everybody, name) {
    const { visits, purchases } = everybody;
    const number = purchases.customerIds.indexOf(name) + 1;
    if (!number || !purchases.single) return null;
    if (visits && !(visits.ofCustomers && number <= visits.ofCustomers.count)) return null;
    const data = { ...everybody, everybody, json: { ...everybody.json, periods: [] }, firstDays: null };
    data.purchases = purchasesOf(everybody, number);
    data.visits = visits && visitsOf(everybody, number, data.purchases);
    return data;
  }

  const zeros = (data, zero) => data.days.map(() => zero ?? 0);

  /** Adds cells up by day. */
  function byDay(data, days, values, zero) {
    const sums = zeros(data, zero);
    days.forEach((day, i) => (sums[day] += values[i]));
    return sums;
  }

  /** Marks the days with something. */
  const flags = (counts) => counts.map((n) => (n > 0 ? 1 : 0));

  /** Marks the first marked day. */
  const firstOf = (marked) => marked.map((mark, day) => (mark && marked.indexOf(1) === day ? 1 : 0));

  const total = (counts) => counts.reduce((sum, n) => sum + n, 0);

  // ---- Purchases -------------------------------------------------------------------------------------------------

  function purchasesOf(everybody, number) {
    const p = everybody.purchases;
    const pick = (columns) => {
      const chosen = [];
      columns.customers.forEach((customer, i) => customer === number && chosen.push(i));
      const picked = {};
      for (const column of Object.keys(columns)) picked[column] = chosen.map((i) => columns[column][i]);
      return picked;
    };
    const cells = pick(p.cells);
    const customerOrders = pick(p.customerOrders);
    const lines = byDay(everybody, cells.days, cells.lines);
    const daily = flags(lines);
    return {
      ...p,
      cells,
      customerOrders,
      lines,
      amounts: byDay(everybody, cells.days, cells.amounts, p.zero),
      returns: byDay(everybody, cells.days, cells.returns, p.zero),
      orders: byDay(everybody, customerOrders.days, customerOrders.orders),
      hours: undefined,
      newCustomers: firstOf(daily),
      repeating: total(daily) > 1 ? 1 : 0,
      customerCount: 1,
      customers: { daily, all: 1 },
      products: productsOf(p, number),
    };
  }

  /** Returns the products of a customer, by number; undefined if there are none, null if they are unknown. */
  function productsOf(p, number) {
    if (!p.products) return undefined;
    const all = p.products.ofCustomers;
    if (!all || number > all.count) return null;
    const made = { ...p.products, starts: [], days: [], amounts: [], lines: [], units: [], ofCustomers: undefined };
    const { begin, end } = rangeOf(all.starts, all.days, number - 1);
    // The others come first, at product -1.
    let i = begin;
    while (i < end && all.products[i] < 0) i++;
    made.others = { begin, end: i, of: all };
    p.products.names.forEach((_, product) => {
      made.starts.push(made.days.length);
      for (; i < end && all.products[i] === product; i++)
        for (const name of ['days', 'amounts', 'lines', 'units']) made[name].push(all[name][i]);
    });
    return made;
  }

  // ---- Visits ----------------------------------------------------------------------------------------------------

  function visitsOf(everybody, number, purchases) {
    const v = everybody.visits;
    const { begin, end } = rangeOf(v.ofCustomers.starts, v.ofCustomers.days, number - 1);
    const cells = {};
    for (const name of Object.keys(v.ofCustomers))
      if (Array.isArray(v.ofCustomers[name])) cells[name] = v.ofCustomers[name].slice(begin, end);
    const sums = (name, zero) => byDay(everybody, cells.days, cells[name], zero);
    const visits = sums('visits');
    if (begin === end) return null;
    const daily = flags(visits);
    const bought = zeros(everybody);
    purchases.cells.days.forEach((day, i) => {
      if (purchases.cells.amounts[i] + purchases.cells.returns[i] > 0) bought[day] = 1;
    });
    const buyers = daily.map((there, day) => there * bought[day]);
    return {
      single: true,
      scale: v.scale,
      big: v.big,
      zero: v.zero,
      bins: v.bins,
      visits,
      timed: sums('timed'),
      seconds: sums('seconds', v.zero),
      users: { daily, all: 1 },
      buyers: { daily: buyers, all: Math.max(...buyers) },
      sessions: v.sessions && sums('landings'),
      bounces: v.sessions && sums('bounces'),
      newUsers: v.newUsers && firstOf(daily),
      ...returnsOf(everybody, daily),
      pages: pagesOf(v, cells, purchases, daily, buyers),
      isPart: true,
    };
  }

  /** Computes the days between visits, and the weeks with visits since the first one. */
  function returnsOf(everybody, daily) {
    const { gaps: known, gapBins, cohorts } = everybody.visits;
    if (!known) return {};
    const gaps = known.map(() => 0);
    const weeks = new Set();
    let before = null;
    daily.forEach((there, i) => {
      if (!there) return;
      const day = everybody.days[i];
      if (before !== null) gaps[i * gapBins.length + gapBins.findLastIndex((from) => from <= day - before)]++;
      before = day;
      weeks.add(Footfall.periods.weekStart(everybody, day));
    });
    const [first] = weeks;
    const start = Footfall.format.isoDay(first);
    return { gaps, gapBins, cohorts: cohorts && Array.from(weeks, (week) => [start, (week - first) / 7, 1]) };
  }

  /** Makes the table of pages; visits of pages that are not listed are only in the sums of the days. */
  function pagesOf(v, cells, purchases, daily, buyers) {
    const { urls, origin } = v.pages;
    const columns = ['days', 'visits', 'timed', 'seconds', 'landings', 'exits', 'bounces'];
    const made = { urls, origin, count: urls.length, starts: [], touched: [], withSessions: urls.length };
    for (const name of columns) made[name] = [];
    let i = 0;
    urls.forEach((_, page) => {
      made.starts.push(made.days.length);
      for (; i < cells.pages.length && cells.pages[i] === page; i++) {
        for (const name of columns) made[name].push(cells[name][i]);
        made.touched.push(purchases.amounts[cells.days[i]]);
      }
    });
    return { ...made, withUsers: urls.length, users: { byDay: daily }, buyers: { byDay: buyers } };
  }

  Footfall.customers = { of, productsOf };
})();
