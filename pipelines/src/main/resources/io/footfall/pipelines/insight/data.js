// What the data says of a span of days, of a page, a category, a customer: every number of the report is made here.
(function () {
  'use strict';

  const { dayNumber } = Footfall.format;

  /** Whole numbers that add up: of the kind that holds their largest sum exactly. */
  function exact(values, big) {
    return big ? values.map((v) => BigInt(v)) : values;
  }

  /** The data as it is looked at; `json` is what Insight.toJson gives. */
  function decode(json) {
    if (json.format !== 1) throw new Error('the data is of format ' + json.format + ', and the page reads format 1');
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

  /** The numbers of the days that the data has between two days, both ends in: [begin, end). */
  function between(data, from, to) {
    let begin = 0;
    while (begin < data.days.length && data.days[begin] < from) begin++;
    let end = begin;
    while (end < data.days.length && data.days[end] <= to) end++;
    return [begin, end];
  }

  function cellsOf(pages, page) {
    return [pages.starts[page], page + 1 < pages.starts.length ? pages.starts[page + 1] : pages.days.length];
  }

  /** How many ids: {value, error} with error 0 if it is exact, or null if it is not known. */
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
    const [from, to] = cellsOf(pages, page);
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

  /** Visits of a span, of one page or of all: {visits, seconds, users, buyers, distribution}. */
  function visitsOf(data, from, to, page) {
    const v = data.visits;
    if (!v) return null;
    const [begin, end] = between(data, from, to);
    const sum = { visits: 0, seconds: v.zero, users: null, buyers: null, distribution: null };
    const bins = v.single ? v.bins.length : 0;
    const add = (values, at) => {
      for (let b = 0; b < bins; b++) sum.distribution[b] += values[at * bins + b];
    };
    if (page === null || page === undefined) {
      if (v.single) sum.distribution = new Array(bins).fill(0);
      for (let i = begin; i < end; i++) {
        sum.visits += v.visits[i];
        sum.seconds += v.seconds[i];
        if (v.single) add(v.distribution, i);
      }
      sum.users = distinct(data, v.users, v.allUsers, begin, end);
      sum.buyers = distinct(data, v.buyers, v.allBuyers, begin, end);
    } else {
      const p = v.pages;
      const [first, last] = cellsOf(p, page);
      const withDistribution = v.single && page < p.withDistribution;
      if (withDistribution) sum.distribution = new Array(bins).fill(0);
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

  /** The pages of a span: [{page, visits, seconds}], and the rest of them as page -1. */
  function pagesOf(data, from, to) {
    const v = data.visits;
    const [begin, end] = between(data, from, to);
    const rows = [];
    const rest = { page: -1, visits: 0, seconds: v.zero };
    for (let i = begin; i < end; i++) {
      rest.visits += v.visits[i];
      rest.seconds += v.seconds[i];
    }
    for (let page = 0; page < v.pages.urls.length; page++) {
      const [first, last] = cellsOf(v.pages, page);
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
   * Purchases of a span: {amount, lines, customers, byCategory, byCustomer}. A category or customer of 0 is "all
   * others". What is chosen of the one filters the other.
   */
  function purchasesOf(data, from, to, category, customer) {
    const p = data.purchases;
    if (!p) return null;
    const [begin, end] = between(data, from, to);
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
    const sorted = (map) => Array.from(map.values()).filter((r) => r.key !== 0).sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : a.key - b.key));
    sum.byCategory = { rows: sorted(byCategory), rest: byCategory.get(0) || null };
    sum.byCustomer = { rows: sorted(byCustomer), rest: byCustomer.get(0) || null };
    return sum;
  }

  /** Equal steps of days from the first one: so few that a chart is readable. */
  function steps(from, to) {
    const length = to - from + 1;
    const size = length <= 124 ? 1 : length <= 1100 ? 7 : 28;
    const all = [];
    for (let begin = from; begin <= to; begin += size) all.push({ from: begin, to: Math.min(to, begin + size - 1) });
    return { size, all };
  }

  /** Sums of purchases for each step, in one pass over the cells. */
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

  /**
   * Why numbers of a span may not be whole: texts, none if they are. `part` is visits or purchases.
   */
  function gaps(data, part, from, to) {
    const f = Footfall.format;
    const p = data[part];
    const reasons = [];
    if (!p) return reasons;
    if (from < data.first) reasons.push('The data begins on ' + f.day(data.first, true) + '.');
    if (to > data.last) reasons.push('The data ends on ' + f.day(data.last, true) + '.');
    const counts = part === 'visits' ? p.visits : p.lines;
    if (p.single) {
      // A day that begins late or ends early, for how busy it is, was perhaps cut. Only if the days are those of UTC.
      const cut = (index, gap) => gap > 3600 && gap > (6 * 86400) / Math.max(1, counts[index]);
      const whole = (index) => data.days[index] * 86400;
      const has = counts.map((n, i) => (n > 0 ? i : -1)).filter((i) => i >= 0);
      const firstDay = has[0];
      const lastDay = has[has.length - 1];
      if (from <= data.days[firstDay] && to >= data.days[firstDay] && Math.floor(p.first / 86400) === data.days[firstDay] && cut(firstDay, p.first - whole(firstDay))) {
        reasons.push('The first record is of ' + f.instant(p.first) + ': that day may be cut.');
      }
      if (to >= data.days[lastDay] && from <= data.days[lastDay] && Math.floor(p.last / 86400) === data.days[lastDay] && cut(lastDay, whole(lastDay) + 86400 - p.last)) {
        reasons.push('The last record is of ' + f.instant(p.last) + ': that day may be cut, or go on.');
      }
    }
    const rejects = data.json.rejects;
    const account = data.json.accounting && data.json.accounting.totals.find((t) => t.dataset === part);
    if (rejects) {
      const of = rejects.reasons.filter((r) => (r.dataset === part || r.dataset === '') && !(account && r.reason === 'LATE'));
      const open = of.reduce((n, r) => n + r.records - r.replayed, 0);
      if (open > 0) reasons.push(f.count(open, 'record') + (open === 1 ? ' was' : ' were') + ' rejected and not counted.');
    }
    if (account && account.late > 0) reasons.push(f.whole(account.late) + ' came too late to be counted.');
    if (account && !rejects && account.rejected > 0) reasons.push(f.whole(account.rejected) + ' were rejected and not counted.');
    if (!rejects && !account) reasons.push('What was rejected is not known.');
    return reasons;
  }

  Footfall.data = { decode, between, visitsOf, pagesOf, purchasesOf, purchaseSeries, steps, gaps, knowsAllCustomers };
})();
