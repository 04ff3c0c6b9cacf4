// The tab Pages: the pages of the period with their sessions and revenue, the time on page, and visits by campaign,
// referrer and status.
(function () {
  'use strict';

  const { element } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  const GROUPINGS = [
    {
      name: 'campaigns',
      title: 'Campaigns',
      texts: [
        ['Source', 'utm_source'],
        ['Medium', 'utm_medium'],
        ['Campaign', 'utm_campaign'],
      ],
    },
    { name: 'referrers', title: 'Referrers', texts: [['Host', 'referrer']] },
    { name: 'statuses', title: 'Status codes', texts: [['Status', 'status']] },
  ];
  let view = null;

  function build(ui) {
    view = { ui };
    view.section = parts.section('top-pages', 'Pages');
    view.byPath = element('input', {
      type: 'checkbox',
      id: 'by-path',
      change: () => ui.set({ byPath: view.byPath.checked }),
    });
    view.pages = Footfall.table({
      name: 'pages',
      caption: 'Top pages',
      pageSize: 15,
      columns: [],
      filter: { label: 'Find a page', text: (row) => (row.page === -1 ? '' : nameOf(row)) },
      selected: (row) => row.page >= 0 && row.page === ui.state.page,
      empty: 'No visits in this period.',
    });
    view.note = element('p', { class: 'note' });
    view.allPages = element('p', { class: 'note' });
    view.distribution = Footfall.chart({ title: 'Distribution of time on page', name: 'time-on-page' });
    view.distributionNote = element('p', { class: 'note' });
    view.card = parts.card(
      'Top pages',
      view.note,
      element('label', { class: 'check', for: 'by-path' }, view.byPath, 'Group by path, without the query'),
      view.pages.element,
      view.allPages,
    );
    view.distributionCard = parts.card('Time on page', view.distributionNote, view.distribution.element);
    view.groups = GROUPINGS.map(({ name, title, texts }) => {
      const table = Footfall.table({ name, caption: title, pageSize: 10, columns: [] });
      const note = element('p', { class: 'note' });
      return { name, texts, table, note, card: parts.card(title, note, table.element) };
    });
    view.section.body.append(view.card, view.distributionCard, ...view.groups.map((group) => group.card));
    return view.section.root;
  }

  const nameOf = (row) => row.path ?? view.ui.pageName(row.page);

  function render(ctx) {
    const v = ctx.data.visits;
    view.section.body.hidden = !v;
    view.section.note.textContent = v ? parts.visitsNote(ctx, '') : parts.noVisits(ctx.data).full;
    if (!v) return;
    view.byPath.checked = ctx.state.byPath;
    parts.labelCard(view.card, 0, ctx.missing.visits);
    parts.labelCard(view.distributionCard, 0, ctx.missing.visits);
    const now = Footfall.data.pagesOf(ctx.data, ctx.span);
    const c = ctx.comparison.visits;
    const pair = c && { now: byPage(ctx, c.now), then: byPage(ctx, c.then) };
    const rows = ctx.state.byPath ? grouped(now.rows) : now.rows;
    const total = now.rows.reduce((n, r) => n + r.visits, 0) + (now.rest ? now.rest.visits : 0);
    view.pages.setRows(rows, now.rest ? [now.rest] : [], columns(ctx, total, pair));
    view.note.textContent = ctx.state.byPath
      ? 'Paths of the listed pages, without query and fragment.'
      : ctx.state.page === null
        ? 'Select a page to filter the report.'
        : 'Select the page again to clear the filter.';
    renderAllPages(ctx);
    const span = Footfall.data.visitsOf(ctx.data, ctx.span, ctx.state.page);
    renderDistribution(ctx, span, c && Footfall.data.visitsOf(ctx.data, c.then, ctx.state.page));
    for (const group of view.groups) renderGroups(ctx, group);
  }

  const pathOf = (url) => url.replace(/[?#].*$/s, '');

  /** Groups pages by their path. Distinct visitors of several pages cannot be added, so their revenue is left out. */
  function grouped(rows) {
    const paths = new Map();
    for (const row of rows) {
      const path = pathOf(view.ui.pageName(row.page));
      const known = paths.get(path);
      if (!known) {
        paths.set(path, { ...row, path, page: -2, pages: [row.page] });
        continue;
      }
      known.pages.push(row.page);
      for (const name of ['visits', 'seconds', 'timed']) known[name] += row[name];
      for (const name of ['landings', 'exits', 'bounces'])
        known[name] = known[name] === undefined || row[name] === undefined ? undefined : known[name] + row[name];
      known.touched = undefined;
    }
    return Array.from(paths.values()).sort((a, b) => b.visits - a.visits);
  }

  /** Returns the visits of a span by the key of a row. */
  function byPage(ctx, span) {
    const { rows, rest } = Footfall.data.pagesOf(ctx.data, span);
    const all = ctx.state.byPath ? grouped(rows) : rows;
    const visits = new Map(all.map((r) => [keyOf(r), r.visits]));
    visits.set(-1, rest ? rest.visits : 0);
    return visits;
  }

  const keyOf = (row) => row.path ?? row.page;

  function othersText(n) {
    return n > 0 ? 'All other pages (' + f.whole(n) + ')' : 'Others';
  }

  function columns(ctx, total, pair) {
    const { data, state } = ctx;
    const v = data.visits;
    const others = othersText(v.pages.count - v.pages.urls.length);
    const all = [
      {
        label: state.byPath ? 'Path' : 'Page',
        csv: 'url',
        value: (row) => (row.page === -1 ? '' : nameOf(row)),
        cell: (row) =>
          row.page === -1
            ? element('span', { class: 'others', text: others })
            : row.path !== undefined
              ? Footfall.dataText(row.path, { origin: view.ui.commonOrigin(), isAddress: true })
              : parts.pick(
                  nameOf(row),
                  state.page === row.page,
                  'page ' + row.page,
                  () => view.ui.choose('page', row.page),
                  view.ui.commonOrigin(),
                ),
        text: (row) => (row.page === -1 ? '(' + others + ')' : nameOf(row)),
      },
      parts.countColumn('Visits', 'visits', (row) => row.visits),
      parts.shareColumn(total, (row) => row.visits),
    ];
    if (pair) {
      const first = Footfall.data.firstDays(data, 'page');
      const isNew = (row) =>
        (row.pages || [row.page]).every((page) => first.get(page) >= ctx.span.from) && data.first < ctx.span.from;
      all.push(
        parts.changeColumn(
          (row) => pair.then.get(keyOf(row)) || 0,
          (row) => pair.now.get(keyOf(row)) || 0,
          isNew,
        ),
      );
    }
    all.push({
      csv: 'total_time_spent',
      label: 'Total time',
      hiddenColumn: true,
      text: (row) => (row.timed ? f.plain(row.seconds, v.scale, 0) : ''),
    });
    const average = (row) => (row.timed ? f.average(row.seconds, v.scale, row.timed, 3) : '');
    all.push({
      label: 'Time on page',
      csv: 'average_time_spent',
      right: true,
      value: (row) => Number(average(row) || -1),
      cell: (row) =>
        row.timed
          ? element('span', { title: average(row) + ' s', text: f.averageSeconds(row.seconds, v.scale, row.timed) })
          : '\u2013',
      text: average,
    });
    if (v.pages.landings) {
      all.push(
        parts.countColumn('Landings', 'landings', (row) => row.landings),
        parts.countColumn('Exits', 'exits', (row) => row.exits),
        parts.percentColumn('Bounce rate', 'bounce_rate', (row) =>
          row.landings > 0 ? row.bounces / row.landings : undefined,
        ),
      );
      if (v.pages.touched)
        all.push(parts.amountColumn('Revenue touched', 'revenue_touched', data.purchases.scale, (row) => row.touched));
    }
    return all;
  }

  function renderAllPages(ctx) {
    const { everybody } = ctx.data;
    const { pages } = (everybody || ctx.data).visits;
    view.allPages.replaceChildren();
    const offer = view.ui.settings.allPages;
    const kept = pages.urls.length;
    if (kept < pages.count && !everybody)
      view.allPages.append(
        'The table lists the ' + f.whole(kept) + ' most visited of ' + f.whole(pages.count) + ' pages. ',
      );
    if (!offer) return;
    const text =
      (pages.count === 1 ? 'The only page' : 'All ' + f.count(pages.count, 'page')) +
      (everybody ? ', all customers' : '') +
      ', all days (CSV)';
    if (offer.href) view.allPages.append(element('a', { href: offer.href, download: offer.name || true, text }));
    else
      view.allPages.append(
        element('button', {
          type: 'button',
          class: 'link',
          text,
          click: () => offer.load().then((blob) => Footfall.save(offer.name, 'text/csv', blob)),
        }),
      );
  }

  // ---- Time on page ----------------------------------------------------------------------------------------------

  function binLabels(bins) {
    const short = (s) => (s < 60 ? s + ' s' : Math.round(s / 60) + ' min');
    return bins.map((from, i) =>
      i + 1 === bins.length
        ? 'from ' + short(from)
        : i === 0
          ? 'under ' + short(bins[1])
          : bins[i + 1] < 60
            ? from + '\u2013' + bins[i + 1] + ' s'
            : short(from) + '\u2013' + short(bins[i + 1]),
    );
  }

  function renderDistribution(ctx, now, then) {
    const { bins, single } = ctx.data.visits;
    const shown = now.distribution && now.timed > 0;
    view.distribution.element.hidden = !shown;
    if (!shown) {
      view.distributionNote.textContent =
        now.visits === 0
          ? 'No visits in this period.'
          : !single
            ? 'The source has only sums per page, not individual visits.'
            : now.timed === 0
              ? 'No visit of this period has a duration.'
              : 'The distribution is available only for the most visited pages.';
      return;
    }
    const sum = now.timed;
    const reach = (share) => {
      let n = 0;
      for (let i = 0; i < bins.length; i++) {
        n += now.distribution[i];
        if (n >= share * sum)
          return i + 1 < bins.length
            ? 'under ' + f.seconds(bins[i + 1]).replace('.0', '')
            : 'over ' + f.seconds(bins[i]).replace('.0', '');
      }
      return '';
    };
    view.distributionNote.textContent =
      'Half of the visits lasted ' +
      reach(0.5) +
      ', and 90 % ' +
      reach(0.9) +
      '. Each bar covers twice the time of the one before.';
    const rows = binLabels(bins).map((label, i) => ({
      label,
      i,
      visits: now.distribution[i],
      share: now.distribution[i] / sum,
      before: then && then.distribution && then.timed ? then.distribution[i] / then.timed : null,
    }));
    const series = [
      {
        name: 'Share of visits',
        kind: 'bar',
        color: 'one',
        values: rows.map((r) => r.share),
        show: (i) => f.percent(rows[i].share) + ' (' + f.whole(rows[i].visits) + ')',
      },
    ];
    if (rows.some((r) => r.before !== null))
      series.push({
        name: ctx.thenName[0].toUpperCase() + ctx.thenName.slice(1),
        kind: 'bar',
        color: 'past',
        values: rows.map((r) => r.before),
        show: (i) => f.percent(rows[i].before),
      });
    view.distribution.set({
      labels: rows.map((r) => r.label),
      series,
      rows,
      share: true,
      axis: (value) => f.percent(value, 0),
      summary: view.distributionNote.textContent,
      columns: [
        { label: 'Time on page', csv: 'time_on_page', value: (r) => r.i, cell: (r) => r.label, text: (r) => r.label },
        parts.countColumn('Visits', 'visits', (r) => r.visits),
        parts.percentColumn('Share', 'share', (r) => r.share),
      ],
    });
  }

  // ---- Campaigns, referrers and statuses ---------------------------------------------------------------------------

  function renderGroups(ctx, { name, texts, table, note, card }) {
    const all = ctx.data.visits[name];
    card.hidden = !all;
    if (!all) return;
    note.textContent = ctx.state.page === null ? '' : 'Visits of all pages: the page filter does not apply here.';
    const has = Footfall.data.chooser(ctx.data, ctx.span);
    const rows = all.names.map((names) => ({ names, visits: 0 }));
    for (let i = 0; i < all.days.length; i++) if (has(all.days[i])) rows[all.groups[i]].visits += all.visits[i];
    const total = rows.reduce((n, r) => n + r.visits, 0);
    table.setRows(
      rows.filter((r) => r.visits > 0).sort((a, b) => b.visits - a.visits),
      [],
      texts
        .map(([label, csv], i) => ({
          label,
          csv,
          value: (r) => r.names[i],
          cell: (r) => (r.names[i] ? Footfall.dataText(r.names[i], { isAddress: name === 'referrers' }) : '\u2013'),
          text: (r) => r.names[i],
        }))
        .concat([parts.countColumn('Visits', 'visits', (r) => r.visits), parts.shareColumn(total, (r) => r.visits)]),
    );
  }

  Footfall.tabs.push({ id: 'pages', label: 'Pages', build, render });
})();
