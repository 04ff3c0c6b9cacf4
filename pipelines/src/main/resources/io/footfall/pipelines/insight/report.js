// The report: Footfall.show(element, json) draws it; Footfall.update(json) redraws it and keeps the filters. This file
// has the filters and the tabs; each tab draws itself.
(function () {
  'use strict';

  const { element, dataText, parts, periods, tabs } = Footfall;
  const f = Footfall.format;
  const CHOICES = ['page', 'category', 'customer'];

  let everybody = null;
  let data = null; // That of everybody, or of the chosen customer.
  let customer = null; // The customer whose data it is, by name.
  let requests = 0;
  let view = null;
  const state = {
    tab: 'overview',
    preset: 'all',
    from: 0,
    to: 0,
    compare: 'previous',
    page: null,
    category: null,
    customer: null,
    byPath: false,
    funnel: [],
  };
  const ui = {
    state,
    settings: {},
    choose(what, value) {
      ui.set({ [what]: state[what] === value ? null : value });
    },
    /** Chooses a customer by name, who need not be listed. */
    chooseCustomer(name) {
      find({ ...names(), customer: name });
      draw();
    },
    set(changes) {
      Object.assign(state, changes);
      draw();
    },
    pageName: (page) => data.visits.pages.urls[page],
    categoryName: (category) => (data.purchases.categories[category - 1] ?? '') || '(no category)',
    customerName: (number) => data.purchases.customerIds[number - 1] ?? '',
    /** Returns the origin that all pages share, such as https://shop.example, or an empty text. */
    commonOrigin() {
      const pages = data.visits.pages;
      if (pages.origin === undefined) {
        const [origin] = /^https?:\/\/[^/?#]+(?=\/)/.exec(pages.urls[0] || '') || [''];
        pages.origin = pages.urls.every((url) => url.startsWith(origin + '/')) ? origin : '';
      }
      return pages.origin;
    },
  };

  // ---- Names of choices, which outlive the data ------------------------------------------------------------------

  /** Returns the list that a choice is in, and the number of its first entry. */
  function listOf(what) {
    if (what === 'page') return [data.visits && data.visits.pages.urls, 0];
    return [data.purchases && (what === 'category' ? data.purchases.categories : data.purchases.customerIds), 1];
  }

  function names() {
    const found = {};
    for (const what of CHOICES) {
      const [list, first] = listOf(what);
      found[what] = state[what] === null || !list ? null : list[state[what] - first];
    }
    return found;
  }

  function find(wanted) {
    for (const what of CHOICES) {
      const [list, first] = listOf(what);
      const name = wanted[what] ?? null;
      let at = name === null || !list ? -1 : list.indexOf(name);
      // The dashboard reads the data of any customer.
      if (at < 0 && name !== null && list && what === 'customer' && ui.settings.findCustomers) at = list.push(name) - 1;
      state[what] = at < 0 ? null : at + first;
    }
  }

  // ---- The data of one customer ----------------------------------------------------------------------------------

  /** Takes the data of the chosen customer, once it is there, or that of everybody, and draws it. */
  function draw() {
    const { customer: wanted } = names();
    const number = ++requests;
    if (wanted === customer) {
      view.root.removeAttribute('aria-busy');
      render();
      return;
    }
    if (wanted === null) {
      swap(everybody, null);
      return;
    }
    if (!ui.settings.readCustomer || !everybody.purchases.single) {
      swap(Footfall.customers.of(everybody, wanted), wanted);
      return;
    }
    const kept = names();
    // Until the answer comes, the page has no numbers of the customer.
    data = everybody;
    customer = null;
    find({ ...kept, customer: null });
    view.root.setAttribute('aria-busy', 'true');
    render();
    find(kept);
    const fail = (why) => {
      state.customer = null;
      draw();
      view.failure.textContent = why;
      view.failure.hidden = false;
    };
    ui.settings.readCustomer(wanted).then(
      (found) => {
        if (number !== requests) return;
        if (found) swap(Footfall.data.ofCustomer(found, everybody, names()), wanted);
        else fail('No purchases of the customer ' + wanted + '.');
      },
      (e) => {
        if (number === requests) fail('Cannot read the data of this customer: ' + e.message);
      },
    );
  }

  function swap(to, name) {
    const kept = names();
    data = to;
    customer = name;
    find(kept);
    view.root.removeAttribute('aria-busy');
    render();
  }

  // ---- Layout ----------------------------------------------------------------------------------------------------

  function build(root) {
    view = { root };
    view.failure = element('p', { class: 'failed', role: 'alert' });
    view.presets = periods.BUTTONS.map((preset) =>
      element('button', {
        type: 'button',
        text: preset.label,
        'aria-pressed': 'false',
        click: () => ui.set({ preset: preset.id }),
      }),
    );
    const option = (one) => element('option', { value: one.id, text: one.label });
    view.more = element(
      'select',
      { id: 'more', 'aria-label': 'Other periods', change: () => ui.set({ preset: view.more.value }) },
      element('option', { value: '', text: 'Other \u2026', disabled: true }),
      ...periods.OTHERS.map(option),
    );
    view.from = element('input', { type: 'date', id: 'from' });
    view.to = element('input', { type: 'date', id: 'to' });
    for (const input of [view.from, view.to]) {
      input.addEventListener('change', () => {
        if (!view.from.value || !view.to.value) return;
        let from = f.dayNumber(view.from.value);
        let to = f.dayNumber(view.to.value);
        if (to < from) {
          if (input === view.from) to = from;
          else from = to;
        }
        ui.set({ preset: null, from, to });
      });
    }
    view.compare = element(
      'select',
      { id: 'compare', 'aria-label': 'Compare with', change: () => ui.set({ compare: view.compare.value }) },
      ...periods.COMPARISONS.map(option),
    );
    view.chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Filters' });
    view.period = element('p', { class: 'period', role: 'status' });
    view.filters = element(
      'div',
      { class: 'filters', role: 'group', 'aria-label': 'Period and filters' },
      element(
        'div',
        { class: 'row' },
        element('div', { class: 'presets', role: 'group', 'aria-label': 'Period' }, ...view.presets, view.more),
        element(
          'div',
          { class: 'dates' },
          element('label', { for: 'from', text: 'From' }),
          view.from,
          element('label', { for: 'to', text: 'to' }),
          view.to,
        ),
        element('label', { class: 'check', for: 'compare' }, 'Compare with', view.compare),
      ),
      element('div', { class: 'row second' }, view.period, view.chips),
    );
    view.notes = element('div', { class: 'gaps' });
    view.panels = tabs.map((tab) =>
      element('div', { role: 'tabpanel', id: 'panel-' + tab.id, 'aria-labelledby': 'tab-' + tab.id }, tab.build(ui)),
    );
    view.tabs = tabs.map((tab) =>
      element('button', {
        type: 'button',
        role: 'tab',
        id: 'tab-' + tab.id,
        'aria-controls': 'panel-' + tab.id,
        text: tab.label,
        click: () => ui.set({ tab: tab.id }),
        keydown: moveTab,
      }),
    );
    const bar = element(
      'div',
      { class: 'tablist', role: 'tablist', 'aria-label': 'Parts of the report' },
      ...view.tabs,
    );
    root.replaceChildren(view.filters, bar, view.failure, view.notes, ...view.panels);
  }

  /** Moves between tabs with the arrow keys. */
  function moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = view.tabs.indexOf(event.currentTarget);
    const next = view.tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }

  // ---- Drawing ---------------------------------------------------------------------------------------------------

  /** Collects what every tab needs to know of the choices. */
  function context() {
    const span = { from: state.from, to: state.to };
    const then = periods.before(data, span, state.compare);
    const ratio = data.json.maxRejectRatio;
    const notCounted = Footfall.coverage.notCounted(data, span);
    const isOverThreshold = Boolean(notCounted && notCounted.read && notCounted.lost / notCounted.read > ratio);
    const ctx = {
      data,
      state,
      span,
      then,
      notCounted,
      isOverThreshold,
      comparison: {},
      missing: {},
      reasons: {},
    };
    ctx.thenName = state.compare === 'year' ? 'last year' : 'previous period';
    for (const part of ['visits', 'purchases', 'both'])
      ctx.comparison[part] = data.isEmpty ? null : Footfall.coverage.comparable(data, part, span, then);
    for (const part of ['visits', 'purchases']) {
      const { reasons, share } = data.isEmpty ? { reasons: [], share: 0 } : Footfall.coverage.missing(data, part, span);
      ctx.reasons[part] = reasons;
      ctx.missing[part] = (share > ratio ? reasons : []).concat(
        isOverThreshold ? [f.percent(notCounted.lost / notCounted.read) + ' of the records were not counted.'] : [],
      );
    }
    ctx.basis = (part) => {
      const c = ctx.comparison[part];
      return c && c.days < c.of ? f.whole(c.days) + ' of ' + f.count(c.of, 'day') : '';
    };
    return ctx;
  }

  function render() {
    view.failure.hidden = true;
    if (!data.isEmpty && state.preset !== null) Object.assign(state, periods.span(data, state.preset));
    if (!tabs.some((tab) => tab.id === state.tab)) state.tab = tabs[0].id;
    const ctx = context();
    renderFilters(ctx);
    renderNotes(ctx);
    tabs.forEach((tab, i) => {
      const isChosen = tab.id === state.tab;
      view.tabs[i].setAttribute('aria-selected', String(isChosen));
      view.tabs[i].tabIndex = isChosen ? 0 : -1;
      view.panels[i].hidden = !isChosen;
      if (isChosen) tab.render(tab.ofEverybody ? { ...ctx, data: everybody } : ctx);
    });
    remember();
  }

  function renderFilters(ctx) {
    const { span, then } = ctx;
    periods.BUTTONS.forEach((preset, i) => {
      view.presets[i].setAttribute('aria-pressed', String(state.preset === preset.id));
      view.presets[i].disabled = data.isEmpty;
    });
    view.more.value = periods.OTHERS.some((one) => one.id === state.preset) ? state.preset : '';
    view.more.classList.toggle('chosen', view.more.value !== '');
    view.from.disabled = view.to.disabled = view.compare.disabled = view.more.disabled = data.isEmpty;
    view.from.value = data.isEmpty ? '' : f.isoDay(span.from);
    view.to.value = data.isEmpty ? '' : f.isoDay(span.to);
    view.compare.value = state.compare;
    if (data.isEmpty) view.period.textContent = 'No data yet.';
    else {
      let text = f.span(span.from, span.to) + ' \u00b7 ' + f.count(span.to - span.from + 1, 'day');
      if (state.compare !== 'none')
        text += then
          ? ' \u00b7 compared with ' + f.span(then.from, then.to)
          : ' \u00b7 no earlier data to compare with';
      view.period.textContent = text;
    }
    const label = { page: 'Page', category: 'Category', customer: 'Customer' };
    const name = { page: ui.pageName, category: ui.categoryName, customer: ui.customerName };
    view.chips.replaceChildren(
      ...CHOICES.filter((what) => state[what] !== null).map((what) =>
        element(
          'button',
          { type: 'button', class: 'chip', 'data-what': what, click: () => ui.set({ [what]: null }) },
          element('span', { class: 'hidden', text: 'Clear' }),
          element('span', { class: 'what', text: label[what] }),
          dataText(name[what](state[what]), { onOneLine: true, isAddress: what === 'page' }),
          element('span', { class: 'cross', 'aria-hidden': 'true', text: '\u00d7' }),
        ),
      ),
    );
  }

  /** Writes one quiet line on what is missing, and one on the units. */
  function renderNotes(ctx) {
    const sum = ctx.notCounted;
    const all = ctx.reasons.visits.concat(ctx.reasons.purchases);
    const compared = new Map();
    for (const part of ['visits', 'purchases']) {
      const c = ctx.comparison[part];
      if (!ctx.then || !data.coverage[part] || (c && c.days === c.of)) continue;
      const text = c
        ? ' compare the ' + f.count(c.days, 'day') + ' that both periods cover, of ' + f.whole(c.of) + '.'
        : ' are not shown: the periods have too few days in common.';
      compared.set(text, (compared.get(text) || []).concat(part));
    }
    for (const [text, datasets] of compared) all.push('Changes of ' + datasets.join(' and ') + text);
    if (sum && sum.unknown) all.push(f.count(sum.unknown, 'record') + ' came in batches without an accounting.');
    if (sum && sum.read)
      all.push(
        f.whole(sum.lost) +
          ' of ' +
          f.whole(sum.read) +
          ' records were not counted' +
          (ctx.isOverThreshold ? ' (' + f.percent(sum.lost / sum.read) + ').' : '.'),
      );
    else if (sum && sum.lost) all.push(f.count(sum.lost, 'record') + ' rejected and not counted.');
    const { currency, weekStart, zone } = data.json;
    const units = ['days in ' + zone, 'weeks from ' + (weekStart === 'sunday' ? 'Sunday' : 'Monday')];
    if (currency) units.unshift('amounts in ' + currency);
    const line = units.join(', ');
    view.notes.replaceChildren(
      element(
        'p',
        { class: 'missing' },
        ctx.isOverThreshold ? parts.tag('part', 'partial') : null,
        all.length ? all.join(' ') + ' ' : '',
        element('button', {
          type: 'button',
          class: 'link',
          text: 'Data quality',
          click: () => ui.set({ tab: 'quality' }),
        }),
      ),
      element('p', { class: 'units', text: line[0].toUpperCase() + line.slice(1) + '.' }),
    );
    view.notes.hidden = data.isEmpty;
  }

  // ---- The address -----------------------------------------------------------------------------------------------

  function remember() {
    if (data.isEmpty) return;
    const hash = periods.toHash(state, names());
    if (hash === location.hash.replace(/^#/, '')) return;
    if (hash === '' && !location.hash.includes('=')) return;
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : '#' + hash);
  }

  function readAddress() {
    if (!location.hash.includes('=')) return;
    find(periods.fromHash(location.hash, state));
  }

  window.addEventListener('hashchange', () => {
    if (!view || !location.hash.includes('=')) return;
    data = everybody;
    customer = null;
    readAddress();
    draw();
  });

  // ---- Entry points ----------------------------------------------------------------------------------------------

  /**
   * Draws the report into an element.
   *
   * options.allPages offers the table of all pages: {name, href}, or {name, load(): Promise of a Blob}.
   * options.readCustomer(name) returns a Promise of the data of one customer, or of null for an unknown one; without
   * it, the data of the report must suffice.
   * options.findCustomers(text) returns a Promise of the ids that contain a text, also of customers who are not listed.
   */
  function show(root, json, options) {
    ui.settings = options || {};
    take(json);
    build(root);
    if (!data.isEmpty) readAddress();
    draw();
  }

  function take(json) {
    everybody = Footfall.data.decode(json);
    data = everybody;
    customer = null;
    Footfall.annotations = (json.annotations || []).map((note) => ({ day: f.dayNumber(note.day), text: note.text }));
  }

  /** Redraws the report with new data; filters are kept by name. */
  function update(json) {
    const kept = names();
    take(json);
    find(kept);
    if (state.from === 0 && state.preset === null) state.preset = 'all';
    draw();
  }

  Footfall.show = show;
  Footfall.update = update;
})();
