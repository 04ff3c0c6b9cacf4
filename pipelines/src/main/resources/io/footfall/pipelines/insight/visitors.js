// The tab Visitors: sessions, new and returning users, weekly retention, and the days between visits.
(function () {
  'use strict';

  const { element } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  const { none, roomy, counted } = parts;
  const MOST_COHORTS = 26;
  const MOST_WEEKS = 12;
  let view = null;

  function build() {
    view = {};
    view.section = parts.section('visitors', 'Visitors');
    const grid = parts.tiles([
      ['sessions', 'Sessions', 'Visits of a user at most 30 minutes apart, counted on the day of the first'],
      ['pages-per-session', 'Pages per session', 'Visits divided by sessions'],
      ['bounce-rate', 'Bounce rate', 'Sessions of a single visit, as a share of all sessions'],
      ['new-users', 'New users', 'Users whose first visit in the data is in the period'],
      ['returning-users', 'Returning users', 'Users of the period who came before it'],
    ]);
    view.tiles = grid.tiles;
    view.chart = Footfall.chart({ title: 'Sessions and new users over time', name: 'sessions' });
    view.chartCard = parts.card('Sessions and new users over time', view.chart.element);
    view.cohorts = Footfall.table({ name: 'retention', caption: 'Weekly retention', pageSize: 13, columns: [] });
    view.cohortsNote = element('p', { class: 'note' });
    view.cohortsCard = parts.card('Weekly retention', view.cohortsNote, view.cohorts.element);
    view.gaps = Footfall.chart({ title: 'Days between visits', name: 'days-between-visits' });
    view.gapsNote = element('p', { class: 'note' });
    view.gapsCard = parts.card('Days between visits', view.gapsNote, view.gaps.element);
    view.section.body.append(grid.root, view.chartCard, view.cohortsCard, view.gapsCard);
    return view.section.root;
  }

  function render(ctx) {
    const v = ctx.data.visits;
    view.section.body.hidden = !v;
    view.section.note.textContent = !v
      ? parts.noVisits(ctx.data).full
      : parts.visitsNote(ctx, 'Sessions and users are those of all pages: the page filter does not apply here.');
    if (!v) return;
    renderSessions(ctx);
    renderUsers(ctx);
    renderChart(ctx);
    renderCohorts(ctx);
    renderGaps(ctx);
  }

  const sumOf = (ctx, span, numbers) => Footfall.data.total(ctx.data, span, numbers);

  function setWithChange(ctx, one, numberOf, textOf, more) {
    const c = ctx.comparison.visits;
    const before = c && numberOf(c.then);
    parts.setTile(one, {
      value: textOf(numberOf(ctx.span)),
      missing: ctx.missing.visits,
      ...more,
      ...(c &&
        parts.isNumber(before) && {
          now: numberOf(c.now),
          before,
          beforeText: textOf(before),
          basis: ctx.basis('visits'),
        }),
    });
  }

  function renderSessions(ctx) {
    const v = ctx.data.visits;
    const { tiles } = view;
    const ids = ['sessions', 'pages-per-session', 'bounce-rate'];
    if (!v.sessions) {
      ids.forEach((id) =>
        parts.setTile(tiles[id], none(v.single ? 'too many visits' : 'the source has no individual visits')),
      );
      return;
    }
    const sessions = (span) => sumOf(ctx, span, v.sessions);
    setWithChange(ctx, tiles.sessions, sessions, roomy, { full: f.whole(sessions(ctx.span)) });
    if (sessions(ctx.span) === 0) {
      ids.slice(1).forEach((id) => parts.setTile(tiles[id], none('no sessions')));
      return;
    }
    const ratio = (numbers) => (span) => (sessions(span) ? sumOf(ctx, span, numbers) / sessions(span) : null);
    setWithChange(ctx, tiles['pages-per-session'], ratio(v.visits), (n) => n.toFixed(2));
    setWithChange(ctx, tiles['bounce-rate'], ratio(v.bounces), (n) => f.percent(n));
  }

  function renderUsers(ctx) {
    const { data, span } = ctx;
    const v = data.visits;
    const { tiles } = view;
    const users = v.users && Footfall.data.distinct(data, 'visits', 'users', span);
    if (!users || !v.newUsers) {
      for (const id of ['new-users', 'returning-users'])
        parts.setTile(tiles[id], none(users ? 'too many users' : 'the source has no users'));
      return;
    }
    const first = data.coverage.visits ? data.coverage.visits.first : data.first;
    const fresh = (s) => sumOf(ctx, s, v.newUsers);
    const c = ctx.comparison.visits;
    const isStart = c && parts.isStart(data, 'visits', c.then);
    setWithChange(isStart ? { ...ctx, comparison: {} } : ctx, tiles['new-users'], fresh, roomy, {
      full: f.whole(fresh(span)),
      note: 'first visit in the data, since ' + f.day(first, true),
    });
    const returning = Math.max(0, users.value - fresh(span));
    parts.setTile(tiles['returning-users'], {
      value: counted({ value: returning, error: users.error }),
      full: f.whole(returning),
      plusMinus: parts.plusMinus(users),
      missing: ctx.missing.visits,
      note: users.value ? f.percent(returning / users.value) + ' of the users' : '',
    });
  }

  function renderChart(ctx) {
    const v = ctx.data.visits;
    view.chartCard.hidden = !v.sessions;
    if (!v.sessions) return;
    const { size, rows } = parts.stepsOf(ctx, 'visits');
    for (const row of rows) {
      row.sessions = row.isCovered ? sumOf(ctx, row.step, v.sessions) : null;
      row.bounces = sumOf(ctx, row.step, v.bounces);
      row.fresh = row.isCovered && v.newUsers ? sumOf(ctx, row.step, v.newUsers) : null;
    }
    const unit = parts.unitOf(size);
    // A line to an incomplete day would look like a slump.
    const whole = (row, value) => (row.isIncomplete ? null : value);
    const series = [
      {
        name: 'Sessions ' + unit,
        kind: 'line',
        color: 'one',
        area: true,
        values: rows.map((r) => whole(r, r.sessions)),
        show: (i) => f.whole(rows[i].sessions),
      },
    ];
    if (v.newUsers)
      series.push({
        name: 'New users ' + unit,
        kind: 'line',
        color: 'two',
        values: rows.map((r) => whole(r, r.fresh)),
        show: (i) => f.whole(rows[i].fresh),
      });
    parts.labelCard(view.chartCard, 0, ctx.missing.visits);
    view.chart.set({
      labels: rows.map((r) => r.label),
      days: rows.map((r) => r.step),
      rows,
      series,
      whole: true,
      summary: f.count(sumOf(ctx, ctx.span, v.sessions), 'session') + '. See the table below.',
      columns: parts.timeColumns([
        parts.countColumn('Sessions', 'sessions', (r) => r.sessions ?? undefined),
        parts.percentColumn('Bounce rate', 'bounce_rate', (r) => (r.sessions ? r.bounces / r.sessions : undefined)),
        v.newUsers && parts.countColumn('New users', 'new_users', (r) => r.fresh ?? undefined),
      ]),
    });
  }

  // ---- Retention -------------------------------------------------------------------------------------------------

  /** Shows for each week of first visits, within the period, how many of its users came back in later weeks. */
  function renderCohorts(ctx) {
    const { data, span } = ctx;
    const { cohorts } = data.visits;
    view.cohortsCard.hidden = !cohorts;
    if (!cohorts) return;
    const weeks = new Map();
    for (const [start, since, users] of cohorts) {
      const day = f.dayNumber(start);
      if (day + 6 < span.from || day > span.to || day > data.last) continue;
      if (!weeks.has(day)) weeks.set(day, { day, users: [] });
      weeks.get(day).users[since] = users;
    }
    const lastWeek = Footfall.periods.weekStart(data, (data.coverage.visits || data).last);
    const all = Array.from(weeks.values()).sort((a, b) => b.day - a.day);
    const rows = all.slice(0, MOST_COHORTS);
    const most = Math.min(MOST_WEEKS, Math.max(0, ...rows.map((r) => (lastWeek - r.day) / 7)));
    const shareIn = (row, since) =>
      row.day + since * 7 > lastWeek ? undefined : (row.users[since] || 0) / row.users[0];
    view.cohortsNote.textContent =
      'Users by the week of their first visit in the data, and the share who came in each week after it. ' +
      'The last week may be incomplete.' +
      (all.length > rows.length ? ' The latest ' + rows.length + ' of ' + all.length + ' weeks are listed.' : '');
    view.cohorts.setRows(
      rows,
      [],
      [
        {
          label: 'First visit',
          csv: 'week',
          value: (r) => r.day,
          cell: (r) => f.span(r.day, r.day + 6),
          text: (r) => f.isoDay(r.day),
        },
        parts.countColumn('Users', 'users', (r) => r.users[0]),
      ].concat(
        Array.from({ length: most }, (_, i) => ({
          ...parts.percentColumn('Week ' + (i + 1), 'week_' + (i + 1), (r) => shareIn(r, i + 1), 0),
          cell: (r) => retained(shareIn(r, i + 1), r.users[i + 1] || 0),
        })),
      ),
    );
  }

  function retained(share, users) {
    if (share === undefined) return '';
    const cell = element('span', {
      class: 'heat',
      text: f.percent(share, share < 0.1 ? 1 : 0),
      title: f.count(users, 'user'),
    });
    cell.style.setProperty('--heat', Math.round(Math.min(1, share) * 100) + '%');
    return cell;
  }

  // ---- Days between visits ---------------------------------------------------------------------------------------

  function renderGaps(ctx) {
    const { gaps, gapBins } = ctx.data.visits;
    view.gapsCard.hidden = !gaps;
    if (!gaps) return;
    const counts = gapBins.map(() => 0);
    for (const day of Footfall.data.indexes(ctx.data, ctx.span))
      for (let bin = 0; bin < counts.length; bin++) counts[bin] += gaps[day * counts.length + bin];
    const total = counts.reduce((a, b) => a + b, 0);
    view.gaps.element.hidden = total === 0;
    view.gapsNote.textContent = total
      ? 'How long the users who came back in the period had been away: ' + f.count(total, 'return') + '.'
      : 'No user came back in this period.';
    if (!total) return;
    const label = (i) => {
      const from = gapBins[i];
      const to = i + 1 < gapBins.length ? gapBins[i + 1] - 1 : null;
      if (to === null) return 'over ' + (from - 1) + ' days';
      return from === to ? f.count(from, 'day') : from + '\u2013' + to + ' days';
    };
    const rows = counts.map((n, i) => ({ i, label: label(i), n, share: n / total }));
    view.gaps.set({
      labels: rows.map((r) => r.label),
      series: [
        {
          name: 'Share of returns',
          kind: 'bar',
          color: 'two',
          values: rows.map((r) => r.share),
          show: (i) => f.percent(rows[i].share) + ' (' + f.whole(rows[i].n) + ')',
        },
      ],
      rows,
      share: true,
      axis: (value) => f.percent(value, 0),
      summary: view.gapsNote.textContent,
      columns: [
        { label: 'Days', csv: 'days', value: (r) => r.i, cell: (r) => r.label, text: (r) => r.label },
        parts.countColumn('Returns', 'returns', (r) => r.n),
        parts.percentColumn('Share', 'share', (r) => r.share),
      ],
    });
  }

  Footfall.tabs.push({ id: 'visitors', label: 'Visitors', build, render });
})();
