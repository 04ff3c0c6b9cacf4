// Which days a dataset covers, which of them look incomplete, and on which days two periods can be compared.
(function () {
  'use strict';

  const DAY_SECONDS = 86400;
  // A dataset with so many records per day has a gap where a day has none; of fewer, none is a plausible number.
  const DENSE = 10;
  const DAYS_BEFORE = 7;
  const FEWEST_DAYS_BEFORE = 3;
  const MOST_NAMED = 5;

  function countsOf(p, part) {
    return part === 'visits' ? p.visits : p.single ? p.lines : p.customers.daily;
  }

  /** Describes the coverage of a dataset, `visits` or `purchases`. */
  function of(data, part) {
    const p = data[part];
    if (!p) return null;
    const counts = countsOf(p, part);
    const numbers = data.days.map((day, i) => i).filter((i) => counts[i] > 0 && data.days[i] <= data.latest);
    if (!numbers.length) return null;
    const covered = new Map(numbers.map((i) => [data.days[i], counts[i]]));
    const first = data.days[numbers[0]];
    const last = data.days[numbers[numbers.length - 1]];
    const records = numbers.reduce((sum, i) => sum + counts[i], 0);
    const isDense = records / (last - first + 1) >= DENSE;
    const unreadable = new Set(((data.json.unreadable || {})[part] || []).map(Footfall.format.dayNumber));
    const incomplete = new Map();
    const has = (day) => day >= first && day <= last && !unreadable.has(day) && (covered.has(day) || !isDense);
    const made = {
      part,
      first,
      last,
      has,
      incomplete,
      unreadable,
      isComplete: (day) => has(day) && !incomplete.has(day),
    };
    findIncomplete(data, p, made, covered);
    return made;
  }

  /** Describes the days that two datasets cover, each with its coverage. */
  function both(visits, purchases) {
    if (!visits || !purchases) return null;
    return {
      has: (day) => visits.has(day) && purchases.has(day),
      incomplete: new Map([...visits.incomplete, ...purchases.incomplete]),
      isComplete: (day) => visits.isComplete(day) && purchases.isComplete(day),
    };
  }

  /** Finds a first day that starts late, a last day that ends early, and days beside gaps that are unusually low. */
  function findIncomplete(data, p, coverage, covered) {
    const f = Footfall.format;
    const { first, last, incomplete, part } = coverage;
    if (p.single) {
      // A gap at the edge of a day that is long for the day's rate. Where a day begins depends on the zone of the days.
      const isLong = (gap, day) => gap > 3600 && gap > (6 * DAY_SECONDS) / covered.get(day);
      const { zone } = data.json;
      const start = f.startOfDay(first, zone);
      const end = f.startOfDay(last + 1, zone);
      if (start !== null && p.first >= start && isLong(p.first - start, first))
        incomplete.set(first, 'its first record is from ' + f.instant(p.first));
      // Records of later days are from the future.
      if (end !== null && p.last < end && isLong(end - p.last, last))
        incomplete.set(last, 'its last record is from ' + f.instant(p.last));
    }
    const complete = [];
    for (const [day, count] of covered) {
      const least = Math.min(...complete.slice(-DAYS_BEFORE));
      const isBesideGap = !coverage.has(day - 1) || !coverage.has(day + 1);
      if (isBesideGap && complete.length >= FEWEST_DAYS_BEFORE && least >= DENSE && count < least / 2)
        incomplete.set(
          day,
          'it has ' +
            f.count(count, part === 'visits' ? 'visit' : 'order line') +
            ', and each of the days before at least ' +
            f.whole(least),
        );
      else complete.push(count);
    }
  }

  function named(days) {
    const f = Footfall.format;
    const some = days.slice(0, MOST_NAMED).map((day) => f.day(day, true));
    return some.join(', ') + (days.length > MOST_NAMED ? ' and ' + f.whole(days.length - MOST_NAMED) + ' more' : '');
  }

  /**
   * Lists what is missing in a span: {reasons, share}, where `share` is the share of its days that are missing or
   * incomplete.
   */
  function missing(data, part, span) {
    const f = Footfall.format;
    const c = data.coverage[part];
    const reasons = [];
    const name = part === 'visits' ? 'Visits' : 'Purchases';
    if (!c) return { reasons: data[part] ? [name + ' have no days.'] : [], share: 0 };
    if (span.from < c.first) reasons.push(name + ' start on ' + f.day(c.first, true) + '.');
    if (span.to > c.last) reasons.push(name + ' end on ' + f.day(c.last, true) + '.');
    const holes = [];
    let bad = 0;
    for (let day = span.from; day <= span.to; day++) {
      if (!c.isComplete(day)) bad++;
      if (day > c.first && day < c.last && !c.has(day) && !c.unreadable.has(day)) holes.push(day);
    }
    if (holes.length) reasons.push('No ' + part + ' on ' + named(holes) + '.');
    const unreadable = Array.from(c.unreadable).filter((day) => day >= span.from && day <= span.to);
    if (unreadable.length)
      reasons.push(name + ' of ' + named(unreadable) + ' are left out: a number there is too large for any sum.');
    for (const [day, reason] of c.incomplete)
      if (day >= span.from && day <= span.to) reasons.push(f.day(day, true) + ' may be incomplete: ' + reason + '.');
    return { reasons, share: bad / (span.to - span.from + 1) };
  }

  /**
   * Restricts a span, and the span to compare with, to the days that a dataset covers in both: {now, then, days, of},
   * or null if these are less than half of the days.
   */
  function comparable(data, part, now, then) {
    const c = data.coverage[part];
    if (!c || !then) return null;
    const length = now.to - now.from + 1;
    const skip = { now: new Set(), then: new Set() };
    for (let day = then.from; day <= then.to; day++) skip.then.add(day);
    for (let day = now.from; day <= now.to; day++) {
      const earlier = then.earlier({ from: day, to: day });
      if (earlier.from === earlier.to && c.isComplete(day) && c.isComplete(earlier.from))
        skip.then.delete(earlier.from);
      else skip.now.add(day);
    }
    const days = length - skip.now.size;
    if (days < length / 2) return null;
    const restricted = (span, skipped) => (skipped.size ? { from: span.from, to: span.to, skip: skipped } : span);
    return { now: restricted(now, skip.now), then: restricted(then, skip.then), days, of: length };
  }

  /** Returns {read, lost, known}: the records of a span that were read and not counted. */
  function notCounted(data, span) {
    const { accounting, batches, rejects } = data.json;
    if (!accounting) return rejects ? { read: null, lost: rejects.count, wholeData: true } : null;
    const total = accounting.totals.reduce((sum, t) => [sum[0] + t.read, sum[1] + t.rejected + t.late], [0, 0]);
    if (!batches) return { read: total[0], lost: total[1], wholeData: true };
    const { dayNumber } = Footfall.format;
    const sum = { read: 0, lost: 0, unknown: 0, wholeData: false };
    const all = [0, 0];
    for (const one of batches) {
      if (one.known) {
        all[0] += one.read;
        all[1] += one.rejected + one.late;
      }
      if (dayNumber(one.first) > span.to || dayNumber(one.last) < span.from) continue;
      if (one.known) {
        sum.read += one.read;
        sum.lost += one.rejected + one.late;
      } else sum.unknown += one.read;
    }
    // Reports of runs that are in no batch have no days.
    sum.read += Math.max(0, total[0] - all[0]);
    sum.lost += Math.max(0, total[1] - all[1]);
    return sum;
  }

  Footfall.coverage = { of, both, missing, comparable, notCounted };
})();
