// The tab Funnel: how many users take up to five steps one after the other, and how long they need.
(function () {
  'use strict';

  const { element, dataText } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  const MOST_STEPS = 5;
  const MOST_SUGGESTED = 200;
  const PURCHASE = 'purchase';
  const IS_PURCHASE = -2;
  let view = null;

  function build(ui) {
    view = { ui };
    view.section = parts.section(
      'funnel',
      'Funnel',
      'How many users take these steps one after the other, within the period.',
    );
    view.list = element('datalist', { id: 'funnel-pages' });
    view.inputs = Array.from({ length: MOST_STEPS }, (_, i) =>
      element('input', {
        type: 'text',
        id: 'step-' + (i + 1),
        list: 'funnel-pages',
        placeholder: i === 0 ? '/products/*' : i === 1 ? PURCHASE : '',
        autocomplete: 'off',
        spellcheck: 'false',
        change: () => ui.set({ funnel: view.inputs.map((input) => input.value.trim()) }),
      }),
    );
    view.note = element('p', { class: 'note' });
    view.table = Footfall.table({ name: 'funnel', caption: 'Steps of the funnel', pageSize: MOST_STEPS, columns: [] });
    view.section.body.append(
      parts.card(
        'Steps',
        element('p', {
          class: 'note',
          text:
            'A step is a path, in which * stands for any text, or the word "purchase". Query and origin are ignored, ' +
            'unless the step begins with http.',
        }),
        element(
          'div',
          { class: 'steps' },
          ...view.inputs.map((input, i) =>
            element('label', { for: input.id }, element('span', { text: 'Step ' + (i + 1) }), input),
          ),
        ),
        view.list,
      ),
      parts.card('Conversion', view.note, view.table.element),
    );
    return view.section.root;
  }

  const pathOf = (url) => url.replace(/^https?:\/\/[^/?#]*/, '').replace(/[?#].*$/s, '') || '/';

  /** Returns a function that returns whether a page matches a step. */
  function matcher(step) {
    const pattern = new RegExp(
      '^' +
        step
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*') +
        '$',
      's',
    );
    const isWhole = /^https?:/.test(step);
    return (url) => pattern.test(isWhole ? url : pathOf(url));
  }

  /** Walks through the journeys of a span: per step the users who reached it and the seconds from the step before. */
  function walk(data, span, steps) {
    const { journeys, pages } = data.visits;
    const has = Footfall.data.chooser(data, span);
    const isStep = steps.map((step) =>
      step === PURCHASE ? (page) => page === IS_PURCHASE : matching(pages.urls, matcher(step)),
    );
    const reached = steps.map(() => ({ users: 0, seconds: [] }));
    let users = 0;
    for (let user = 0; user < journeys.starts.length; user++) {
      const end = user + 1 < journeys.starts.length ? journeys.starts[user + 1] : journeys.pages.length;
      let step = 0;
      let time = 0;
      let before = 0;
      let isThere = false;
      for (let i = journeys.starts[user]; i < end; i++) {
        time += journeys.seconds[i];
        if (!has(journeys.days[i])) continue;
        isThere = isThere || journeys.pages[i] !== IS_PURCHASE;
        if (step === steps.length || !isStep[step](journeys.pages[i])) continue;
        reached[step].users++;
        if (step > 0) reached[step].seconds.push(time - before);
        before = time;
        step++;
      }
      if (isThere) users++;
    }
    return { users, reached };
  }

  function matching(urls, test) {
    const found = new Set();
    urls.forEach((url, page) => test(url) && found.add(page));
    return (page) => found.has(page);
  }

  function median(numbers) {
    if (!numbers.length) return null;
    const sorted = numbers.slice().sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  function duration(seconds) {
    return seconds < 172800 ? f.seconds(seconds).replace('.0', '') : f.whole(Math.round(seconds / 86400)) + ' days';
  }

  function render(ctx) {
    const v = ctx.data.visits;
    const journeys = v && v.journeys;
    view.section.body.hidden = !journeys;
    if (!journeys) {
      view.section.note.textContent = !v
        ? parts.noVisits(ctx.data).full
        : v.single
          ? 'The source has too many visits.'
          : 'The source has no individual visits.';
      return;
    }
    view.section.note.textContent = Footfall.parts.visitsNote(
      ctx,
      'A funnel has its own pages: the page filter does not apply here.',
    );
    view.inputs.forEach((input, i) => {
      if (document.activeElement !== input) input.value = ctx.state.funnel[i] ?? '';
    });
    if (view.drawn !== ctx.data) {
      view.drawn = ctx.data;
      const paths = new Set(v.pages.urls.slice(0, MOST_SUGGESTED).map(pathOf));
      view.list.replaceChildren(...[PURCHASE, ...paths].map((value) => element('option', { value })));
    }
    const steps = ctx.state.funnel.filter((step) => step !== '').slice(0, MOST_STEPS);
    view.table.element.hidden = !steps.length;
    if (!steps.length) {
      view.note.textContent = 'Enter two or more steps.';
      return;
    }
    draw(ctx, steps);
  }

  function draw(ctx, steps) {
    const { journeys, pages } = ctx.data.visits;
    const { users, reached } = walk(ctx.data, ctx.span, steps);
    const isSample = journeys.share < 1;
    const notes = [];
    if (isSample)
      notes.push(
        'Estimated from a random sample of ' +
          f.count(users, 'user') +
          ' (' +
          f.percent(journeys.share) +
          ' of all users); shares have their standard error.',
      );
    else notes.push('Of ' + f.count(users, 'user') + ' of the period.');
    if (pages.urls.length < pages.count)
      notes.push('Only the ' + f.whole(pages.urls.length) + ' listed pages can be steps.');
    view.note.textContent = notes.join(' ');
    const rows = steps.map((step, i) => {
      const before = i === 0 ? users : reached[i - 1].users;
      return {
        i,
        step,
        users: reached[i].users,
        before,
        share: before ? reached[i].users / before : null,
        ofFirst: reached[0].users ? reached[i].users / reached[0].users : null,
        time: median(reached[i].seconds),
      };
    });
    const error = (share, n) =>
      isSample && n ? ' \u00b1\u2009' + (100 * Math.sqrt((share * (1 - share)) / n)).toFixed(1) : '';
    const scaled = (n) => Math.round(n / journeys.share);
    view.table.setRows(
      rows,
      [],
      [
        {
          label: 'Step',
          csv: 'step',
          value: (r) => r.i,
          cell: (r) => element('span', { class: 'step' }, r.i + 1 + '. ', dataText(r.step, { isAddress: true })),
          text: (r) => r.step,
        },
        {
          ...parts.countColumn('Users', 'users', (r) => scaled(r.users)),
          cell: (r) => (isSample ? '\u2248\u2009' : '') + f.whole(scaled(r.users)),
        },
        parts.shareColumn(rows[0].users, (r) => r.users),
        {
          ...parts.percentColumn('Of the step before', 'share_of_step_before', (r) => r.share),
          cell: (r) => (r.share === null ? '\u2013' : f.percent(r.share) + error(r.share, r.before)),
        },
        {
          ...parts.percentColumn('Of the first step', 'share_of_first_step', (r) => r.ofFirst),
          cell: (r) => (r.ofFirst === null ? '\u2013' : f.percent(r.ofFirst) + error(r.ofFirst, rows[0].users)),
        },
        {
          label: 'Median time from the step before',
          csv: 'median_seconds',
          right: true,
          value: (r) => r.time ?? -1,
          cell: (r) => (r.time === null ? '\u2013' : duration(r.time)),
          text: (r) => r.time ?? '',
        },
      ],
    );
  }

  Footfall.tabs.push({ id: 'funnel', label: 'Funnel', build, render });
})();
