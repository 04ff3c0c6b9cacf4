// The data of one customer, from what a file has of each: the revenue by day and category, and of those with the
// highest revenue also the single visits and the purchases by product and time.
(function () {
  'use strict';

  const HOURS = 24;
  const DAY = 86400;
  const OTHER_PAGE = -1;
  const PURCHASE = -2;

  /** Returns the data of a listed customer, by name. */
  function of(everybody, name) {
    const { visits, purchases } = everybody;
    const number = purchases.customerIds.indexOf(name) + 1;
    const data = { ...everybody, everybody, json: { ...everybody.json, periods: [] }, firstDays: null };
    const lines = number <= purchases.detailed ? entries(purchases.products.ofCustomers, number) : null;
    data.purchases = purchasesOf(everybody, number, lines);
    const isSingle = Boolean(visits && visits.single);
    data.visits =
      isSingle && lines ? visitsOf(everybody, entries(visits.ofCustomers, number), lines, data.purchases) : null;
    data.lacksVisits = isSingle && !lines;
    return data;
  }

  /** Returns the entries of a customer: a part of each column. */
  function entries({ starts, ...columns }, number) {
    const part = {};
    for (const name of Object.keys(columns))
      if (Array.isArray(columns[name])) part[name] = columns[name].slice(starts[number - 1], starts[number]);
    return part;
  }

  /** Adds values up by their index, from 0 to `size` - 1. */
  function sums(size, at, values, zero) {
    const all = new Array(size).fill(zero ?? 0);
    at.forEach((index, i) => (all[index] += values[i]));
    return all;
  }

  const counts = (size, at) => sums(size, at, new Array(at.length).fill(1));

  /** Returns the place of each entry among the hours of all days. */
  const hoursOf = ({ days, hours }) => days.map((day, i) => day * HOURS + hours[i]);

  /** Marks the days with something. */
  const flags = (numbers) => numbers.map((n) => (n > 0 ? 1 : 0));

  /** Marks the first marked day. */
  const firstOf = (marked) => marked.map((mark, day) => (mark && marked.indexOf(1) === day ? 1 : 0));

  // ---- Purchases -------------------------------------------------------------------------------------------------

  function purchasesOf(everybody, number, lines) {
    const p = everybody.purchases;
    const size = everybody.days.length;
    const pick = (columns) => {
      const chosen = [];
      columns.customers.forEach((customer, i) => customer === number && chosen.push(i));
      const picked = {};
      for (const column of Object.keys(columns)) picked[column] = chosen.map((i) => columns[column][i]);
      return picked;
    };
    const cells = pick(p.cells);
    const made = {
      ...p,
      cells,
      amounts: sums(size, cells.days, cells.amounts, p.zero),
      hours: p.hours && lines && sums(size * HOURS, hoursOf(lines), lines.amounts, p.zero),
      newCustomers: firstOf(flags(counts(size, cells.days))),
      products: lines ? productsOf(p, lines) : p.products && null,
    };
    if (!p.single) return made;
    const customerOrders = pick(p.customerOrders);
    const orders = sums(size, customerOrders.days, customerOrders.orders);
    return { ...made, customerOrders, orders };
  }

  /** Returns the products of a customer, by number; those that are not listed come first, at product -1. */
  function productsOf({ products }, lines) {
    const made = { ...products, starts: [], others: { of: lines, end: 0 } };
    let i = 0;
    const skip = (product) => {
      while (i < lines.products.length && lines.products[i] === product) i++;
      return i;
    };
    made.others.end = skip(-1);
    products.names.forEach((_, product) => {
      made.starts.push(i);
      skip(product);
    });
    for (const name of ['days', 'amounts', 'lines', 'units']) made[name] = lines[name];
    return made;
  }

  // ---- Visits ----------------------------------------------------------------------------------------------------

  function visitsOf(everybody, visits, lines, purchases) {
    const v = everybody.visits;
    const size = everybody.days.length;
    const count = visits.days.length;
    if (!count) return null;
    const byDay = (values, zero) => sums(size, visits.days, values, zero);
    visits.visits = new Array(count).fill(1);
    visits.timed = visits.seconds.map((seconds) => (seconds < 0 ? 0 : 1));
    visits.seconds = visits.seconds.map((seconds) => (seconds < 0 ? v.zero : seconds));
    visits.landings = visits.begins;
    visits.exits = visits.begins.map((_, i) => visits.begins[i + 1] ?? 1);
    visits.bounces = visits.begins.map((begins, i) => begins * visits.exits[i]);
    visits.bins = binsOf(v, visits);
    const timed = visits.timed.flatMap((is, i) => (is ? [i] : []));
    const daily = flags(byDay(visits.visits));
    const bought = flags(
      counts(
        size,
        lines.days.filter((_, i) => lines.amounts[i] > 0),
      ),
    );
    const buyers = daily.map((there, day) => there * bought[day]);
    const made = {
      ...v,
      visits: byDay(visits.visits),
      timed: byDay(visits.timed),
      seconds: byDay(visits.seconds, v.zero),
      users: { daily, all: 1 },
      buyers: { daily: buyers, all: Math.max(...buyers) },
      hours: v.hours && counts(size * HOURS, hoursOf(visits)),
      distribution: counts(
        size * v.bins.length,
        timed.map((i) => visits.days[i] * v.bins.length + visits.bins[i]),
      ),
      sessions: byDay(visits.landings),
      bounces: byDay(visits.bounces),
      newUsers: firstOf(daily),
      ...returnsOf(everybody, daily),
      pages: pagesOf(v, visits, purchases, daily, buyers),
      journeys: journeyOf(everybody, visits, lines),
    };
    for (const grouping of ['campaigns', 'referrers', 'statuses']) {
      if (!v[grouping]) continue;
      const named = visits[grouping].flatMap((group, i) => (group < 0 ? [] : [i]));
      made[grouping] = {
        names: v[grouping].names,
        days: named.map((i) => visits.days[i]),
        groups: named.map((i) => visits[grouping][i]),
        visits: named.map(() => 1),
      };
    }
    return made;
  }

  /** Returns the bin of each visit's time on page. */
  function binsOf({ bins, scale, big }, { seconds }) {
    const unit = big ? 10n ** BigInt(scale) : 10 ** scale;
    const from = bins.map((start) => (big ? BigInt(start) : start) * unit);
    return seconds.map((n) => from.findLastIndex((start) => start <= n));
  }

  /** Computes the days between visits, and the weeks with visits since the first one. */
  function returnsOf(everybody, daily) {
    const { gaps: known, gapBins } = everybody.visits;
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
    return { gaps, cohorts: Array.from(weeks, (week) => [start, (week - first) / 7, 1]) };
  }

  /** Makes the table of pages, whose cells are the visits; those of pages that are not listed are only in the sums. */
  function pagesOf(v, visits, purchases, daily, buyers) {
    const { urls, origin } = v.pages;
    const all = { withDistribution: urls.length, withUsers: urls.length, withSessions: urls.length };
    const made = { urls, origin, count: urls.length, ...all, starts: [], touched: [], distribution: [] };
    const columns = ['days', 'visits', 'timed', 'seconds', 'landings', 'exits', 'bounces'];
    for (const name of columns) made[name] = [];
    const sorted = visits.pages.map((_, i) => i).filter((i) => visits.pages[i] !== OTHER_PAGE);
    sorted.sort((a, b) => visits.pages[a] - visits.pages[b] || a - b);
    let at = 0;
    urls.forEach((_, page) => {
      made.starts.push(at);
      let day = null;
      for (; at < sorted.length && visits.pages[sorted[at]] === page; at++) {
        const i = sorted[at];
        for (const name of columns) made[name].push(visits[name][i]);
        // What the customer spent on a day counts once.
        made.touched.push(visits.days[i] === day ? purchases.zero : purchases.amounts[visits.days[i]]);
        day = visits.days[i];
        for (let bin = 0; bin < v.bins.length; bin++)
          made.distribution.push(visits.timed[i] && visits.bins[i] === bin ? 1 : 0);
      }
    });
    return { ...made, users: { byDay: daily }, buyers: { byDay: buyers } };
  }

  /** Returns the visits and purchases in their order, as the funnel needs them. */
  function journeyOf({ days }, visits, lines) {
    const event = (day, second, page) => ({ day, time: days[day] * DAY + second, page });
    const bought = lines.days
      .map((day, i) => event(day, lines.times[i], PURCHASE))
      .filter((_, i) => lines.amounts[i] > 0);
    // The lines of an order are one purchase.
    const purchases = new Map(bought.map((one) => [one.time, one]));
    const events = visits.days
      .map((day, i) => event(day, visits.times[i], visits.pages[i]))
      .concat(...purchases.values());
    events.sort((a, b) => a.time - b.time || b.page - a.page);
    return {
      share: 1,
      starts: [0],
      days: events.map((one) => one.day),
      seconds: events.map((one, i) => one.time - (i ? events[i - 1].time : one.time)),
      pages: events.map((one) => one.page),
    };
  }

  Footfall.customers = { of };
})();
