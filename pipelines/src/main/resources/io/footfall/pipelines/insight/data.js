// Computes every number of the report: sums per span of days, page, category and customer.
(function () {
  'use strict';

  const { dayNumber } = Footfall.format;
  const DAY_SECONDS = 86400;

  /** Converts whole numbers to the type that holds their sum exactly. */
  function exact(values, big) {
    return big ? values.map((v) => BigInt(v)) : values;
  }

  /** Decodes the output of Insight.toJson. */
  function decode(json) {
    if (json.format !== 1) throw new Error('the data has format ' + json.format + ', but this page reads format 1');
    const days = json.days.map(dayNumber);
    const numbers = new Map(days.map((day, i) => [day, i]));
    const data = { json, days, numbers, first: days[0], last: days[days.length - 1], isEmpty: days.length === 0 };
    const visits = json.visits;
    if (visits) {
      visits.zero = visits.big ? 0n : 0;
      visits.seconds = exact(visits.seconds, visits.big);
      visits.pages.seconds = exact(visits.pages.seconds, visits.big);
    }
    const purchases = json.purchases;
    if (purchases) {
      purchases.zero = purchases.big ? 0n : 0;
      purchases.amounts = exact(purchases.amounts, purchases.big);
      purchases.cells.amounts = exact(purchases.cells.amounts, purchases.big);
    }
    data.visits = visits;
    data.purchases = purchases;
    return data;
  }

  /** Returns the range {begin, end} of day indexes between two days, inclusive; `end` is exclusive. */
  function between(data, from, to) {
    let begin = 0;
    while (begin < data.days.length && data.days[begin] < from) begin++;
    let end = begin;
    while (end < data.days.length && data.days[end] <= to) end++;
    return { begin, end };
  }

  /** Returns the range {begin, end} of a page's cells; `end` is exclusive. */
  function cellsOf(pages, page) {
    const isLast = page + 1 === pages.starts.length;
    return { begin: pages.starts[page], end: isLast ? pages.days.length : pages.starts[page + 1] };
  }

  /** Returns the histogram of one day or cell: the data has all histograms in one array, one after the other. */
  function histogramAt(visits, histograms, index) {
    const size = visits.bins.length;
    return histograms.slice(index * size, (index + 1) * size);
  }

  /** Counts distinct ids: {value, error}, where error 0 means exact; null if the data has no ids. */
  function distinct(data, ids, all, begin, end) {
    if (!ids) return null;
    if (begin === 0 && end === data.days.length) return { value: all, error: 0 };
    let most = 0;
    let sum = 0;
    let daysWithIds = 0;
    for (let i = begin; i < end; i++) {
      most = Math.max(most, ids.daily[i]);
      sum += ids.daily[i];
      if (ids.daily[i] > 0) daysWithIds++;
    }
    if (daysWithIds <= 1) return { value: sum, error: 0 };
    return bounded(ids.sketches.precision, ids.sketches.values.slice(begin, end), most, Math.min(sum, all));
  }

  function bounded(precision, sketches, least, most) {
    const estimate = Math.round(Footfall.sketch.estimateOf(precision, sketches));
    return { value: Math.min(most, Math.max(least, estimate)), error: Footfall.sketch.error(precision) };
  }

  function distinctOfPage(pages, ids, page, begin, end) {
    if (!ids || page >= pages.withUsers) return null;
    const { begin: from, end: to } = cellsOf(pages, page);
    const sketches = [];
    let views = 0;
    for (let i = from; i < to; i++) {
      if (pages.days[i] >= begin && pages.days[i] < end) {
        sketches.push(ids.values[i]);
        views += pages.visits[i];
      }
    }
    return views === 0 ? { value: 0, error: 0 } : bounded(ids.precision, sketches, 0, views);
  }

  /** Sums the visits of a span, of one page or all: {visits, seconds, users, buyers, distribution}. */
  function visitsOf(data, from, to, page) {
    const v = data.visits;
    if (!v) return null;
    const { begin, end } = between(data, from, to);
    const sum = { visits: 0, seconds: v.zero, users: null, buyers: null, distribution: null };
    const add = (histograms, index) => {
      histogramAt(v, histograms, index).forEach((n, bin) => (sum.distribution[bin] += n));
    };
    if (page === null || page === undefined) {
      if (v.single) sum.distribution = new Array(v.bins.length).fill(0);
      for (let i = begin; i < end; i++) {
        sum.visits += v.visits[i];
        sum.seconds += v.seconds[i];
        if (v.single) add(v.distribution, i);
      }
      sum.users = distinct(data, v.users, v.allUsers, begin, end);
      sum.buyers = distinct(data, v.buyers, v.allBuyers, begin, end);
    } else {
      const p = v.pages;
      const { begin: first, end: last } = cellsOf(p, page);
      const withDistribution = v.single && page < p.withDistribution;
      if (withDistribution) sum.distribution = new Array(v.bins.length).fill(0);
      for (let i = first; i < last; i++) {
        if (p.days[i] < begin || p.days[i] >= end) continue;
        sum.visits += p.visits[i];
        sum.seconds += p.seconds[i];
        if (withDistribution) add(p.distribution, i);
      }
      sum.users = distinctOfPage(p, p.users, page, begin, end);
      sum.buyers = distinctOfPage(p, p.buyers, page, begin, end);
    }
    return sum;
  }

  /** Lists the pages of a span as {page, visits, seconds}; `rest` sums the other pages as page -1. */
  function pagesOf(data, from, to) {
    const v = data.visits;
    const { begin, end } = between(data, from, to);
    const rows = [];
    const rest = { page: -1, visits: 0, seconds: v.zero };
    for (let i = begin; i < end; i++) {
      rest.visits += v.visits[i];
      rest.seconds += v.seconds[i];
    }
    for (let page = 0; page < v.pages.urls.length; page++) {
      const { begin: first, end: last } = cellsOf(v.pages, page);
      let visits = 0;
      let seconds = v.zero;
      for (let i = first; i < last; i++) {
        if (v.pages.days[i] < begin || v.pages.days[i] >= end) continue;
        visits += v.pages.visits[i];
        seconds += v.pages.seconds[i];
      }
      if (visits === 0) continue;
      rest.visits -= visits;
      rest.seconds -= seconds;
      rows.push({ page, visits, seconds });
    }
    rows.sort((a, b) => b.visits - a.visits || a.page - b.page);
    return { rows, rest: rest.visits > 0 ? rest : null };
  }

  const knowsAllCustomers = (p) => p.customerIds.length === p.customerCount;

  /**
   * Sums the purchases of a span: {amount, lines, customers, byCategory, byCustomer}. Category and customer numbers
   * start at 1; 0 means "all others". A chosen category filters the customers, and the reverse.
   */
  function purchasesOf(data, from, to, category, customer) {
    const p = data.purchases;
    if (!p) return null;
    const { begin, end } = between(data, from, to);
    const sum = { amount: p.zero, lines: p.single ? 0 : null, customers: null };
    const chosen = { category: category || null, customer: customer || null };
    const byCategory = new Map();
    const byCustomer = new Map();
    const into = (map, key, amount, lines) => {
      const row = map.get(key);
      if (row) {
        row.amount += amount;
        row.lines += lines;
      } else map.set(key, { key, amount, lines });
    };
    const known = new Set();
    const c = p.cells;
    let others = false;
    for (let i = 0; i < c.days.length; i++) {
      if (c.days[i] < begin || c.days[i] >= end) continue;
      const lines = p.single ? c.lines[i] : 0;
      const ofCategory = !chosen.category || c.categories[i] === chosen.category;
      const ofCustomer = !chosen.customer || c.customers[i] === chosen.customer;
      if (ofCustomer) into(byCategory, c.categories[i], c.amounts[i], lines);
      if (ofCategory) into(byCustomer, c.customers[i], c.amounts[i], lines);
      if (ofCategory && ofCustomer) {
        sum.amount += c.amounts[i];
        if (p.single) sum.lines += lines;
        if (c.customers[i] === 0) others = true;
        else known.add(c.customers[i]);
      }
    }
    if (!others) sum.customers = { value: known.size, error: 0 };
    else if (!chosen.category) sum.customers = distinct(data, p.customers, p.customerCount, begin, end);
    const sorted = (map) =>
      Array.from(map.values())
        .filter((r) => r.key !== 0)
        .sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : a.key - b.key));
    sum.byCategory = { rows: sorted(byCategory), rest: byCategory.get(0) || null };
    sum.byCustomer = { rows: sorted(byCustomer), rest: byCustomer.get(0) || null };
    return sum;
  }

  /** Divides a span into equal steps of days, few enough for a readable chart. */
  function steps(from, to) {
    const length = to - from + 1;
    const size = length <= 124 ? 1 : length <= 1100 ? 7 : 28;
    const all = [];
    for (let begin = from; begin <= to; begin += size) all.push({ from: begin, to: Math.min(to, begin + size - 1) });
    return { size, all };
  }

  /** Sums the purchases of each step, in one pass over the cells. */
  function purchaseSeries(data, all, category, customer) {
    const p = data.purchases;
    const sums = all.map(() => p.zero);
    if (!all.length) return sums;
    const size = all[0].to - all[0].from + 1;
    const place = (day) => {
      const number = data.days[day];
      return number < all[0].from || number > all[all.length - 1].to ? -1 : Math.floor((number - all[0].from) / size);
    };
    if (!category && !customer) {
      p.amounts.forEach((amount, day) => {
        const at = place(day);
        if (at >= 0) sums[at] += amount;
      });
      return sums;
    }
    const c = p.cells;
    for (let i = 0; i < c.days.length; i++) {
      if (category && c.categories[i] !== category) continue;
      if (customer && c.customers[i] !== customer) continue;
      const at = place(c.days[i]);
      if (at >= 0) sums[at] += c.amounts[i];
    }
    return sums;
  }

  /** Names the first and the last day of the data where the span includes them and they look incomplete. */
  function partialDays(data, p, counts, from, to) {
    const { instant } = Footfall.format;
    // A gap at the edge of a day that is long for the day's rate suggests a partial day. Holds for days in UTC.
    const isLong = (gap, day) => gap > 3600 && gap > (6 * DAY_SECONDS) / Math.max(1, counts[day]);
    const isIn = (day, seconds) => Math.floor(seconds / DAY_SECONDS) === data.days[day];
    const isChosen = (day) => from <= data.days[day] && to >= data.days[day];
    const start = (day) => data.days[day] * DAY_SECONDS;
    const firstDay = counts.findIndex((n) => n > 0);
    const lastDay = counts.findLastIndex((n) => n > 0);
    const reasons = [];
    if (isChosen(firstDay) && isIn(firstDay, p.first) && isLong(p.first - start(firstDay), firstDay))
      reasons.push('The first day may be incomplete: its first record is from ' + instant(p.first) + '.');
    if (isChosen(lastDay) && isIn(lastDay, p.last) && isLong(start(lastDay) + DAY_SECONDS - p.last, lastDay))
      reasons.push('The last day may be incomplete: its last record is from ' + instant(p.last) + '.');
    return reasons;
  }

  /**
   * Lists the reasons why the numbers of a span may be incomplete. `part` is visits or purchases.
   */
  function gaps(data, part, from, to) {
    const f = Footfall.format;
    const p = data[part];
    const reasons = [];
    if (!p) return reasons;
    if (from < data.first) reasons.push('The data starts on ' + f.day(data.first, true) + '.');
    if (to > data.last) reasons.push('The data ends on ' + f.day(data.last, true) + '.');
    if (p.single) reasons.push(...partialDays(data, p, part === 'visits' ? p.visits : p.lines, from, to));
    const rejects = data.json.rejects;
    const account = data.json.accounting && data.json.accounting.totals.find((t) => t.dataset === part);
    if (rejects) {
      const open = rejects.reasons
        .filter((r) => (r.dataset === part || r.dataset === '') && !(account && r.reason === 'LATE'))
        .reduce((n, r) => n + r.records - r.replayed, 0);
      if (open > 0)
        reasons.push(f.count(open, 'record') + (open === 1 ? ' was' : ' were') + ' rejected and not counted.');
    }
    if (account && account.late > 0) reasons.push(f.count(account.late, 'record') + ' arrived too late to be counted.');
    if (account && !rejects && account.rejected > 0)
      reasons.push(f.count(account.rejected, 'record') + ' rejected and not counted.');
    if (!rejects && !account) reasons.push('The number of rejected records is unknown.');
    return reasons;
  }

  Footfall.data = { decode, between, visitsOf, pagesOf, purchasesOf, purchaseSeries, steps, gaps, knowsAllCustomers };
})();
