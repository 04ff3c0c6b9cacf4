// Computes every number of the report: sums per span of days, page, category and customer. A span is {from, to, skip}:
// two days, inclusive, and optionally a set of days between them that are left out.
(function () {
  'use strict';

  const { dayNumber } = Footfall.format;
  const FORMAT = 2;

  /** Converts whole numbers to the type that holds their sum exactly. */
  function exact(values, big) {
    return values && big ? values.map((v) => BigInt(v)) : values;
  }

  /** Decodes the output of Insight.toJson. */
  function decode(json) {
    if (json.format !== FORMAT)
      throw new Error('the data has format ' + json.format + ', but this page reads format ' + FORMAT);
    const days = json.days.map(dayNumber);
    const numbers = new Map(days.map((day, i) => [day, i]));
    // Records from the future are counted, but no period ends there. Days may be ahead of UTC.
    const made = dayNumber(json.made.slice(0, 10)) + 1;
    const past = days.filter((day) => day <= made);
    const known = past.length ? past : days;
    const latest = known[known.length - 1];
    const data = { json, days, numbers, first: days[0], last: latest, latest, isEmpty: days.length === 0 };
    const visits = json.visits;
    if (visits) {
      visits.zero = visits.big ? 0n : 0;
      visits.seconds = exact(visits.seconds, visits.big);
      for (const of of [visits.pages, visits.ofCustomers]) if (of) of.seconds = exact(of.seconds, visits.big);
    }
    const purchases = json.purchases;
    if (purchases) {
      purchases.zero = purchases.big ? 0n : 0;
      purchases.listed = purchases.customerIds.length; // A reader can add others.
      purchases.detailed = detailed(visits, purchases);
      for (const name of ['amounts', 'returns', 'hours']) purchases[name] = exact(purchases[name], purchases.big);
      for (const name of ['amounts', 'returns']) purchases.cells[name] = exact(purchases.cells[name], purchases.big);
      for (const of of [purchases.products, purchases.products && purchases.products.ofCustomers])
        if (of) of.amounts = exact(of.amounts, purchases.big);
      if (visits && visits.pages.touched) visits.pages.touched = exact(visits.pages.touched, purchases.big);
    }
    data.visits = visits;
    data.purchases = purchases;
    for (const period of json.periods || []) {
      period.fromDay = dayNumber(period.from);
      period.toDay = dayNumber(period.to);
    }
    data.future = days.filter((day) => day > latest);
    data.coverage = {};
    for (const part of ['visits', 'purchases']) data.coverage[part] = Footfall.coverage.of(data, part);
    data.coverage.both = Footfall.coverage.both(data.coverage.visits, data.coverage.purchases);
    return data;
  }

  /** Returns of how many customers the data has every visit and purchase. */
  function detailed(visits, { products }) {
    const all = [products, visits && visits.single ? visits : products];
    return Math.min(...all.map((one) => (one && one.ofCustomers ? one.ofCustomers.count : 0)));
  }

  /**
   * Makes data of one customer part of the data of everybody: with its days, so that periods and comparisons are the
   * same, and with the names of the chosen page and category, even if the customer has none of them.
   */
  function forCustomer(data, everybody, { page, category }) {
    for (const name of ['first', 'last', 'latest', 'isEmpty', 'future', 'coverage']) data[name] = everybody[name];
    data.everybody = everybody;
    const { visits, purchases } = data;
    if (visits && page !== null && !visits.pages.urls.includes(page)) {
      visits.pages.urls.push(page);
      visits.pages.starts.push(visits.pages.days.length);
    }
    if (purchases && category !== null && !purchases.categories.includes(category)) purchases.categories.push(category);
    return data;
  }

  /** Returns a function that returns whether a span has the day with an index. */
  function chooser(data, span) {
    const { days } = data;
    const { from, to, skip } = span;
    return (i) => days[i] >= from && days[i] <= to && !(skip && skip.has(days[i]));
  }

  /** Returns the indexes of the days of a span. */
  function indexes(data, span) {
    const has = chooser(data, span);
    const found = [];
    for (let i = 0; i < data.days.length; i++) if (has(i)) found.push(i);
    return found;
  }

  /** Adds up numbers by day over a span. */
  function total(data, span, numbers, zero) {
    return indexes(data, span).reduce((sum, i) => sum + numbers[i], zero || 0);
  }

  /** Returns the range {begin, end} of a page's cells; `end` is exclusive. */
  function cellsOf(pages, page) {
    const isLast = page + 1 === pages.starts.length;
    return { begin: pages.starts[page], end: isLast ? pages.days.length : pages.starts[page + 1] };
  }

  /** Counts distinct ids: {value, error}, where error 0 means exact; null if the data has no ids. */
  function distinct(data, part, what, span) {
    const ids = data[part][what];
    if (!ids) return null;
    const chosen = indexes(data, span);
    if (chosen.length === data.days.length) return { value: ids.all, error: 0 };
    const known = !span.skip && (data.json.periods || []).find((p) => p.fromDay === span.from && p.toDay === span.to);
    if (known && known[what] !== undefined) return { value: known[what], error: 0 };
    let most = 0;
    let sum = 0;
    let daysWithIds = 0;
    for (const i of chosen) {
      most = Math.max(most, ids.daily[i]);
      sum += ids.daily[i];
      if (ids.daily[i] > 0) daysWithIds++;
    }
    if (daysWithIds <= 1 || most === ids.all) return { value: most, error: 0 };
    return bounded(
      ids.sketches.precision,
      chosen.map((i) => ids.sketches.values[i]),
      most,
      Math.min(sum, ids.all),
    );
  }

  function bounded(precision, sketches, least, most) {
    if (least === most) return { value: least, error: 0 };
    const estimate = Math.round(Footfall.sketch.estimateOf(precision, sketches));
    return { value: Math.min(most, Math.max(least, estimate)), error: Footfall.sketch.error(precision) };
  }

  function distinctOfPage(pages, ids, page, has, least, all) {
    if (!ids || page >= pages.withUsers) return null;
    const { begin: from, end: to } = cellsOf(pages, page);
    const sketches = [];
    let views = 0;
    if (ids.byDay)
      return { value: pages.days.slice(from, to).some((day) => has(day) && ids.byDay[day]) ? 1 : 0, error: 0 };
    for (let i = from; i < to; i++) {
      if (has(pages.days[i])) {
        sketches.push(ids.values[i]);
        views += pages.visits[i];
      }
    }
    return bounded(ids.precision, sketches, Math.min(least, views), Math.min(views, all));
  }

  /** Sums the visits of a span, of one page or all: {visits, seconds, timed, users, buyers, distribution}. */
  function visitsOf(data, span, page) {
    const v = data.visits;
    if (!v) return null;
    const sum = { visits: 0, seconds: v.zero, timed: 0, users: null, buyers: null, distribution: null };
    const size = v.distribution ? v.bins.length : 0;
    const add = (histograms, index) => {
      for (let bin = 0; bin < size; bin++) sum.distribution[bin] += histograms[index * size + bin];
    };
    if (page === null || page === undefined) {
      if (size) sum.distribution = new Array(size).fill(0);
      for (const i of indexes(data, span)) {
        sum.visits += v.visits[i];
        sum.seconds += v.seconds[i];
        sum.timed += v.timed[i];
        if (size) add(v.distribution, i);
      }
      sum.users = distinct(data, 'visits', 'users', span);
      sum.buyers = distinct(data, 'visits', 'buyers', span);
    } else {
      const p = v.pages;
      const has = chooser(data, span);
      const { begin: first, end: last } = cellsOf(p, page);
      const withDistribution = size > 0 && page < p.withDistribution;
      if (withDistribution) sum.distribution = new Array(size).fill(0);
      for (let i = first; i < last; i++) {
        if (!has(p.days[i])) continue;
        sum.visits += p.visits[i];
        sum.seconds += p.seconds[i];
        sum.timed += p.timed[i];
        if (withDistribution) add(p.distribution, i);
      }
      sum.users = distinctOfPage(p, p.users, page, has, 1, v.users && v.users.all);
      sum.buyers = distinctOfPage(p, p.buyers, page, has, 0, v.buyers && v.buyers.all);
    }
    return sum;
  }

  // The numbers of a page that only some pages have.
  const OF_SESSIONS = ['landings', 'exits', 'bounces'];

  /** Lists the pages of a span as {page, visits, seconds, timed, ...}; `rest` sums the other pages as page -1. */
  function pagesOf(data, span) {
    const v = data.visits;
    const has = chooser(data, span);
    const p = v.pages;
    const touches = p.touched && data.purchases;
    const blank = (page) => ({ page, visits: 0, seconds: v.zero, timed: 0 });
    const rows = [];
    const rest = blank(-1);
    for (const i of indexes(data, span)) {
      rest.visits += v.visits[i];
      rest.seconds += v.seconds[i];
      rest.timed += v.timed[i];
    }
    for (let page = 0; page < p.urls.length; page++) {
      const { begin: first, end: last } = cellsOf(p, page);
      const row = blank(page);
      const withSessions = p.landings && page < p.withSessions;
      if (withSessions) OF_SESSIONS.forEach((name) => (row[name] = 0));
      if (withSessions && touches) row.touched = data.purchases.zero;
      for (let i = first; i < last; i++) {
        if (!has(p.days[i])) continue;
        row.visits += p.visits[i];
        row.seconds += p.seconds[i];
        row.timed += p.timed[i];
        if (withSessions) {
          for (const name of OF_SESSIONS) row[name] += p[name][i];
          if (touches) row.touched += p.touched[i];
        }
      }
      if (row.visits === 0) continue;
      rest.visits -= row.visits;
      rest.seconds -= row.seconds;
      rest.timed -= row.timed;
      rows.push(row);
    }
    rows.sort((a, b) => b.visits - a.visits || a.page - b.page);
    return { rows, rest: rest.visits > 0 ? rest : null };
  }

  /**
   * Sums the purchases of a span: {amount, returns, lines, orders, customers, byCategory, byCustomer}. Category and
   * customer numbers start at 1; 0 means "all others". A chosen category filters the customers.
   */
  function purchasesOf(data, span, category) {
    const p = data.purchases;
    if (!p) return null;
    const has = chooser(data, span);
    const sum = { amount: p.zero, returns: p.single ? p.zero : null, lines: p.single ? 0 : null, customers: null };
    const byCategory = new Map();
    const byCustomer = new Map();
    const into = (map, key, i, lines) => {
      let row = map.get(key);
      if (!row) {
        row = { key, amount: p.zero, lines: 0, orders: 0, days: new Set() };
        map.set(key, row);
      }
      row.amount += p.cells.amounts[i];
      row.lines += lines;
      if (p.single) row.orders += p.cells.orders[i];
      row.days.add(p.cells.days[i]);
    };
    const known = new Set();
    const c = p.cells;
    let others = false;
    let ordersOfCells = 0;
    for (let i = 0; i < c.days.length; i++) {
      if (!has(c.days[i])) continue;
      const lines = p.single ? c.lines[i] : 0;
      into(byCategory, c.categories[i], i, lines);
      if (category && c.categories[i] !== category) continue;
      into(byCustomer, c.customers[i], i, lines);
      sum.amount += c.amounts[i];
      if (p.single) {
        sum.lines += lines;
        sum.returns += c.returns[i];
        ordersOfCells += c.orders[i];
      }
      if (c.customers[i] === 0) others = true;
      else known.add(c.customers[i]);
    }
    if (!others) sum.customers = { value: known.size, error: 0 };
    else if (!category) sum.customers = distinct(data, 'purchases', 'customers', span);
    // An order with several categories is one.
    if (p.single) sum.orders = category ? ordersOfCells : total(data, span, p.orders);
    if (!others) sum.repeating = Array.from(byCustomer.values()).filter((row) => row.days.size > 1).length;
    const sorted = (map) =>
      Array.from(map.values())
        .filter((r) => r.key !== 0)
        .sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : a.key - b.key));
    sum.byCategory = { rows: sorted(byCategory), rest: byCategory.get(0) || null };
    sum.byCustomer = { rows: sorted(byCustomer), rest: byCustomer.get(0) || null };
    if (!category && p.single) ordersByCustomer(p, has, byCustomer);
    return sum;
  }

  /** Corrects the orders of each customer: those with several categories are one. */
  function ordersByCustomer(p, has, byCustomer) {
    for (const row of byCustomer.values()) row.orders = 0;
    const o = p.customerOrders;
    for (let i = 0; i < o.days.length; i++) {
      const row = has(o.days[i]) && byCustomer.get(o.customers[i]);
      if (row) row.orders += o.orders[i];
    }
  }

  /** Divides a span into steps of days, few enough for a readable chart; the first one may be shorter. */
  function steps(span) {
    const length = span.to - span.from + 1;
    const size = length <= 124 ? 1 : length <= 1100 ? 7 : 28;
    const all = [];
    for (let end = span.to; end >= span.from; end -= size)
      all.unshift({ from: Math.max(span.from, end - size + 1), to: end });
    return { size, all };
  }

  /** Sums the purchases of each step, in one pass over the cells: {amount, orders}. */
  function purchaseSeries(data, all, category) {
    const p = data.purchases;
    const sums = all.map(() => ({ amount: p.zero }));
    if (!all.length) return sums;
    const places = new Map();
    all.forEach((step, at) => {
      for (let day = step.from; day <= step.to; day++) places.set(day, at);
    });
    const add = (day, amount) => {
      const at = places.get(data.days[day]);
      if (at !== undefined) sums[at].amount += amount;
    };
    if (!category) {
      p.amounts.forEach((amount, day) => add(day, amount));
      return sums;
    }
    const c = p.cells;
    for (let i = 0; i < c.days.length; i++) if (c.categories[i] === category) add(c.days[i], c.amounts[i]);
    return sums;
  }

  /** Returns per page, category or customer the first day that the data has of it. */
  function firstDays(data, what) {
    if (!data.firstDays) data.firstDays = {};
    if (!data.firstDays[what]) {
      const first = new Map();
      const note = (key, day) => {
        if (!first.has(key) || data.days[day] < first.get(key)) first.set(key, data.days[day]);
      };
      if (what === 'page') {
        const p = data.visits.pages;
        for (let page = 0; page < p.urls.length; page++) note(page, p.days[p.starts[page]]);
      } else {
        const c = data.purchases.cells;
        const keys = what === 'category' ? c.categories : c.customers;
        c.days.forEach((day, i) => note(keys[i], day));
      }
      data.firstDays[what] = first;
    }
    return data.firstDays[what];
  }

  Footfall.data = {
    decode,
    ofCustomer: forCustomer,
    indexes,
    chooser,
    total,
    cellsOf,
    distinct,
    visitsOf,
    pagesOf,
    purchasesOf,
    purchaseSeries,
    steps,
    firstDays,
  };
})();
