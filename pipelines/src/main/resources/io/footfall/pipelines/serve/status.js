// Shows the connection, the age of the data and the latest loads, on both pages.
(function () {
  'use strict';

  const { element, dataText } = Footfall;
  const f = Footfall.format;
  const AGAIN_MS = 2000;
  const AHEAD_MS = 60000; // Clocks differ.
  const SILENT_MS = 25000; // The server sends a beat every 10 s.
  const byId = (id) => document.getElementById(id);

  let source = null;
  let status = null;
  let skew = 0; // The clock of the server minus that of this machine, in ms.
  let changed = null;
  let listener = () => {};
  let heard = Date.now();
  let version = null;
  let seen = null;
  let reading = false;
  let asked = 0; // Requests for the status, and the latest of them that was answered.
  let answered = 0;

  /** Fetches JSON from the dashboard's server; goes to the login page when the session has ended. */
  async function get(path) {
    const answer = await fetch(path, { headers: { Accept: 'application/json' } });
    if (answer.status === 401) location.assign('/login?next=' + encodeURIComponent(location.pathname));
    if (!answer.ok)
      throw new Error(
        (await answer.json().catch(() => ({}))).error || 'The dashboard returned status ' + answer.status + '.',
      );
    return answer.json();
  }

  function ago(millis) {
    const s = Math.round(millis / 1000);
    if (s < 5) return 'just now';
    if (s < 100) return s + ' s ago';
    if (s < 5400) return Math.round(s / 60) + ' min ago';
    if (s < 129600) return Math.round(s / 3600) + ' h ago';
    return f.whole(Math.round(s / 86400)) + ' days ago';
  }

  const since = (iso) => Date.now() + skew - Date.parse(iso);

  // ---- Connection ------------------------------------------------------------------------------------------------

  function mark(state) {
    const live = byId('live');
    if (live.dataset.state !== state) live.dataset.state = state;
    const words = { live: 'Live', waiting: 'Reconnecting', offline: 'Offline', stale: 'Not current' }[state];
    const text =
      words + (reading ? ' \u00b7 reading new data' : changed ? ' \u00b7 changed ' + ago(since(changed)) : '');
    // Screen readers announce every change of the text.
    if (byId('live-text').textContent !== text) byId('live-text').textContent = text;
    live.title = changed ? 'Last change: ' + f.instant(changed) : '';
  }

  function tick() {
    if (document.hidden) return;
    if (source && source.readyState === EventSource.OPEN && Date.now() - heard > SILENT_MS) connect();
    mark(
      !source || source.readyState === EventSource.CLOSED
        ? 'offline'
        : source.readyState !== EventSource.OPEN
          ? 'waiting'
          : seen
            ? 'stale'
            : 'live',
    );
    if (status) drawStrip();
  }

  // ---- Facts -----------------------------------------------------------------------------------------------------

  function fact(id, label, main, small) {
    return element(
      'div',
      { class: 'fact', id: 'fact-' + id },
      element('p', { class: 'label', text: label }),
      element('p', { class: 'main' }, ...[].concat(main)),
      element('p', { class: 'small' }, ...[].concat(small)),
    );
  }

  function lagFact(dataset, label) {
    const newest = status.newest[dataset];
    if (!newest) return fact(dataset, label, '\u2013', 'none yet');
    const age = since(newest);
    // An open window ends in the future; a record is not from there.
    if (age < -AHEAD_MS && !status.warehouse)
      return fact(dataset, label, element('span', { class: 'bad', text: 'in the future' }), f.instant(newest));
    return fact(dataset, label, ago(Math.max(0, age)), f.instant(newest));
  }

  function rejectsFact() {
    const counts = status.counts;
    const listed = Object.values(status.rejects).reduce((a, b) => a + b, 0);
    const rejected = 'read' in counts ? Math.max(listed, counts.rejected + counts.late) : listed;
    const share = counts.read ? ' (' + f.percent(rejected / counts.read, 2) + ')' : '';
    const known = status.rejectsKnown || 'read' in counts;
    return fact(
      'rejects',
      'Not counted',
      known ? element('span', { class: rejected ? 'bad' : '', text: f.whole(rejected) + share }) : '\u2013',
      counts.read
        ? 'of ' + f.whole(counts.read) + ' read'
        : known
          ? 'records'
          : status.warehouse
            ? 'unknown'
            : 'no batch has an accounting',
    );
  }

  function loadFact() {
    const load = status.loads[0];
    if (!load)
      return fact(
        'load',
        status.warehouse ? 'Last load' : 'Last batch',
        '\u2013',
        status.warehouse ? 'windows of a stream' : 'none yet',
      );
    const one = fact(
      'load',
      status.warehouse ? 'Last load' : 'Last batch',
      [load.at ? ago(since(load.at)) : 'loaded'],
      [f.whole(load.rows) + ' ' + load.dataset + ', ', dataText(load.batch)],
    );
    one.title = status.loads
      .map(
        (l) =>
          l.dataset +
          ' ' +
          f.visible(l.batch) +
          ': ' +
          f.whole(l.rows) +
          ' rows' +
          (l.at ? ', ' + f.instant(l.at) : ''),
      )
      .join('\n');
    return one;
  }

  function drawStrip() {
    const strip = byId('strip');
    if (!strip) return;
    const drawn = [
      lagFact('visits', 'Newest visit'),
      lagFact('purchases', 'Newest purchase'),
      rejectsFact(),
      loadFact(),
    ];
    // Unchanged elements stay, so that a selection survives.
    if (strip.textContent !== drawn.map((d) => d.textContent).join('')) strip.replaceChildren(...drawn);
  }

  function trouble(text) {
    const place = byId('trouble');
    place.hidden = !text;
    place.replaceChildren(
      ...(text ? [element('strong', { text: 'The data is currently unavailable.' }), f.visible(text)] : []),
    );
  }

  async function refresh() {
    const mine = ++asked;
    let answer;
    try {
      answer = await get('/api/status');
    } catch (e) {
      return; // The connection indicator shows the failure.
    }
    // An answer may overtake that of an earlier request.
    if (mine < answered) return;
    answered = mine;
    status = answer;
    skew = Date.parse(status.now) - Date.now();
    byId('source').replaceChildren(dataText(status.source));
    byId('logout').hidden = !status.login;
    trouble(status.trouble);
    tick();
  }

  // ---- Events ----------------------------------------------------------------------------------------------------

  function connect() {
    if (source) source.close();
    heard = Date.now();
    const mine = new EventSource('/api/events');
    source = mine;
    mine.addEventListener('open', () => {
      heard = Date.now();
      tick();
    });
    mine.addEventListener('state', (event) => {
      heard = Date.now();
      const state = JSON.parse(event.data);
      changed = state.changed;
      const isNew = state.version !== version;
      version = state.version;
      if (isNew || state.trouble !== seen) refresh();
      seen = state.trouble;
      if (isNew) listener(state);
      tick();
    });
    mine.addEventListener('beat', () => {
      heard = Date.now();
    });
    mine.addEventListener('error', () => {
      tick();
      // A browser does not reconnect after a refusal.
      if (mine.readyState === EventSource.CLOSED && source === mine)
        setTimeout(() => {
          if (source === mine) {
            refresh();
            connect();
          }
        }, AGAIN_MS);
    });
  }

  /** Follows the data and calls `onChange` for each version, including the first. */
  function follow(onChange) {
    listener = onChange || listener;
    connect();
    setInterval(tick, 1000);
    // Browsers limit connections per server, so a hidden page closes its own.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) source.close();
      else connect();
    });
    window.addEventListener('pagehide', () => source.close());
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) connect();
    });
  }

  Footfall.theme.attach(byId('theme'));
  /** Shows whether the page is reading new data. */
  function reads(isReading) {
    reading = isReading;
    tick();
  }

  Footfall.live = { get, follow, reads };
})();
