// The periods that a reader can choose, what they are compared with, and their place in the address.
(function () {
  'use strict';

  const { dayNumber, isoDay } = Footfall.format;
  const MONDAY = 4; // 1970-01-01 was a Thursday, so day 4 was a Monday.
  const SUNDAY = 3;

  const BUTTONS = [
    { id: 'all', label: 'All' },
    { id: '7', label: '7 days' },
    { id: '28', label: '28 days' },
    { id: '90', label: '90 days' },
  ];
  const OTHERS = [
    { id: 'week', label: 'This week' },
    { id: 'lastweek', label: 'Last week' },
    { id: 'month', label: 'This month' },
    { id: 'lastmonth', label: 'Last month' },
    { id: 'year', label: 'This year' },
    { id: 'lastyear', label: 'Last year' },
  ];
  const COMPARISONS = [
    { id: 'previous', label: 'Previous period' },
    { id: 'year', label: 'Same period last year' },
    { id: 'none', label: 'No comparison' },
  ];

  const parts = (day) => isoDay(day).split('-').map(Number);
  const dayOf = (year, month, day) => Math.round(Date.UTC(year, month - 1, day) / 86400000);

  /** Returns the first day of the week of a day. */
  function weekStart(data, day) {
    const first = data.json.weekStart === 'sunday' ? SUNDAY : MONDAY;
    return day - ((((day - first) % 7) + 7) % 7);
  }

  /** Returns the days {from, to} of a named period; the last day of the data is today. */
  function span(data, id) {
    const today = data.last;
    const [year, month] = parts(today);
    const week = weekStart(data, today);
    switch (id) {
      case 'all':
        return { from: data.first, to: today };
      case 'week':
        return { from: week, to: today };
      case 'lastweek':
        return { from: week - 7, to: week - 1 };
      case 'month':
        return { from: dayOf(year, month, 1), to: today };
      case 'lastmonth':
        return { from: dayOf(year, month - 1, 1), to: dayOf(year, month, 0) };
      case 'year':
        return { from: dayOf(year, 1, 1), to: today };
      case 'lastyear':
        return { from: dayOf(year - 1, 1, 1), to: dayOf(year - 1, 12, 31) };
      default:
        return { from: Math.max(data.first, today - Number(id) + 1), to: today };
    }
  }

  /** Returns the days with the same dates of the year before. A leap day has none: alone it becomes an empty span. */
  function yearBefore(days) {
    const sameDate = (day, isEnd) => {
      const [year, month, date] = parts(day);
      return month === 2 && date === 29 ? dayOf(year - 1, 2, isEnd ? 28 : 29) : dayOf(year - 1, month, date);
    };
    return { from: sameDate(days.from, false), to: sameDate(days.to, true) };
  }

  /**
   * Returns the span to compare with, or null without one or without data. Its function `earlier` returns the days
   * with which a part of the current span is compared.
   */
  function before(data, now, comparison) {
    if (comparison === 'none' || data.isEmpty) return null;
    const length = now.to - now.from + 1;
    const shifted = (days) => ({ from: days.from - length, to: days.to - length });
    const earlier = comparison === 'year' ? yearBefore : shifted;
    const then = { ...earlier(now), earlier };
    return then.to >= Math.max(data.first, then.from) ? then : null;
  }

  // ---- The address -----------------------------------------------------------------------------------------------

  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text || '') && !isNaN(dayNumber(text));
  const has = (list, id) => list.some((one) => one.id === id);

  /** Returns the state as the fragment of an address; defaults are left out. */
  function toHash(state, names) {
    const parameters = new URLSearchParams();
    const set = (name, value, usual) => {
      if (value !== null && value !== undefined && value !== '' && value !== usual) parameters.set(name, value);
    };
    set('tab', state.tab, 'overview');
    if (state.preset === null) {
      set('from', isoDay(state.from));
      set('to', isoDay(state.to));
    } else set('period', state.preset, 'all');
    set('compare', state.compare, 'previous');
    for (const what of ['page', 'category', 'customer']) set(what, names[what]);
    if (state.byPath) set('group', 'path');
    state.funnel.filter((step) => step !== '').forEach((step) => parameters.append('step', step));
    return parameters.toString();
  }

  /** Reads the fragment of an address into a state; returns the names of chosen pages, categories and customers. */
  function fromHash(hash, state) {
    const parameters = new URLSearchParams(hash.replace(/^#/, ''));
    const preset = parameters.get('period');
    if (has(BUTTONS, preset) || has(OTHERS, preset)) state.preset = preset;
    if (isDay(parameters.get('from')) && isDay(parameters.get('to'))) {
      state.preset = null;
      state.from = dayNumber(parameters.get('from'));
      state.to = Math.max(state.from, dayNumber(parameters.get('to')));
    }
    if (has(COMPARISONS, parameters.get('compare'))) state.compare = parameters.get('compare');
    if (parameters.get('tab')) state.tab = parameters.get('tab');
    state.byPath = parameters.get('group') === 'path';
    if (parameters.has('step')) state.funnel = parameters.getAll('step');
    const names = {};
    for (const what of ['page', 'category', 'customer']) names[what] = parameters.get(what);
    return names;
  }

  Footfall.periods = { BUTTONS, OTHERS, COMPARISONS, weekStart, span, before, toHash, fromHash };
})();
