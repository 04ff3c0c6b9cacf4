// With a filter by customer, every tab shows the numbers of that customer; here they are counted again from the CSV
// files, without Footfall.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, open, picture, assertAccessible, assertFitsItsWidth, downloaded, parameters } = require('./browser');

const { folder, file, few, dashboard } = parameters;
const DAY = 86400000;

// ---- Counted again -----------------------------------------------------------------------------------------------

const lines = (name) =>
  fs
    .readFileSync(path.join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
const VISITS = lines('visits.csv').map(([user, time, url, seconds, referrer]) => ({
  user,
  time: Date.parse(time + 'Z'),
  day: time.slice(0, 10),
  url: url.replace(/&utm.*/, ''),
  hour: Number(time.slice(11, 13)),
  seconds: seconds === '' ? null : Number(seconds),
  host: referrer.replace('https://', '').replace('/', ''),
  campaign: (/campaign=(.*)/.exec(url) || ['', ''])[1],
}));
const PURCHASES = lines('purchases.csv').map(([order, user, time, product, category, price, quantity]) => ({
  order,
  user,
  time: Date.parse(time + 'Z'),
  day: time.slice(0, 10),
  hour: Number(time.slice(11, 13)),
  product,
  category,
  cents: Math.round(Number(price) * 100) * Number(quantity),
  units: Number(quantity),
}));

const distinct = (all) => new Set(all).size;
const sum = (all, of) => all.reduce((n, one) => n + of(one), 0);
const money = (cents) => (cents / 100).toFixed(2);
const share = (part, whole) => ((100 * part) / whole).toFixed(2);

/** Groups values by a key, in the order of their keys. */
function grouped(all, key) {
  const groups = new Map();
  for (const one of all) groups.set(key(one), (groups.get(key(one)) || []).concat([one]));
  return groups;
}

/** Cuts the visits of a user into sessions. */
function sessionsOf(visits) {
  const sessions = [];
  let last = null;
  for (const visit of visits.slice().sort((a, b) => a.time - b.time || (a.url < b.url ? -1 : 1))) {
    if (last === null || visit.time - last > 30 * 60000) sessions.push([]);
    sessions[sessions.length - 1].push(visit);
    last = visit.time;
  }
  return sessions;
}

/** Returns what the page must show of a customer and a period. */
function expected(customer, from, to, category) {
  const mine = VISITS.filter((v) => v.user === customer);
  const isIn = ({ day }) => day >= from && day <= to;
  const visits = mine.filter(isIn);
  const bought = PURCHASES.filter((p) => p.user === customer);
  const counted = bought.filter(isIn).filter((p) => !category || p.category === category);
  const all = sessionsOf(mine);
  const sessions = all.filter((session) => isIn(session[0]));
  const timed = visits.filter((v) => v.seconds !== null);
  const days = grouped(visits, (v) => v.day);
  const buyerDays = Array.from(days.keys()).filter((day) => bought.some((p) => p.day === day && p.cents > 0));
  const spentOn = (day) =>
    sum(
      bought.filter((p) => p.day === day),
      (p) => p.cents,
    );
  const pages = Array.from(
    grouped(visits, (v) => v.url),
    ([url, on]) => {
      const begun = sessions.filter((s) => s[0].url === url);
      return {
        url,
        visits: on.length,
        landings: begun.length,
        exits: all.filter((s) => s[s.length - 1].url === url && isIn(s[s.length - 1])).length,
        touched: money(sum(Array.from(new Set(on.map((v) => v.day))), spentOn)),
      };
    },
  );
  const products = Array.from(
    grouped(counted, (p) => p.product + '|' + p.category),
    ([name, of]) => [
      ...name.split('|'),
      money(sum(of, (p) => p.cents)),
      String(sum(of, (p) => p.units)),
      String(of.length),
    ],
  );
  const first = mine.map((v) => v.day).sort()[0];
  const visitDays = Array.from(new Set(mine.map((v) => v.day))).sort();
  const returns = visitDays.filter((day, i) => i > 0 && isIn({ day })).length;
  return {
    visits: visits.length,
    time: timed.length ? sum(timed, (v) => v.seconds) / timed.length : null,
    conversion: days.size ? share(buyerDays.length, days.size) : null,
    revenue: money(sum(counted, (p) => p.cents)),
    returned: money(sum(counted, (p) => Math.max(0, -p.cents))),
    lines: counted.length,
    orders: distinct(counted.map((p) => p.day + ' ' + p.order)),
    sessions: sessions.length,
    pagesPerSession: sessions.length ? (visits.length / sessions.length).toFixed(2) : null,
    bounces: sessions.length ? sessions.filter((s) => s.length === 1).length / sessions.length : null,
    isNew: first !== undefined && isIn({ day: first }) ? 1 : 0,
    isThere: visits.length > 0 ? 1 : 0,
    returns,
    pages: pages.sort((a, b) => (a.url < b.url ? -1 : 1)),
    products: products.sort(),
    purchaseDays: distinct(counted.map((p) => p.day)),
    weeks: weeksOf(visitDays),
  };
}

/** Returns the Monday of the first visit, and in which weeks after it the customer came. */
function weeksOf(days) {
  const monday = (day) => Math.floor((Date.parse(day) / DAY + 3) / 7);
  return Array.from(new Set(days.map((day) => monday(day) - monday(days[0]))));
}

// ---- Shown -------------------------------------------------------------------------------------------------------

/** Opens the report with a customer, once it shows the data of the customer. */
async function openFor(where, hash, how = {}) {
  const page = await open({ file, few, dashboard }[where] + '#' + hash, how);
  await shows(page);
  return page;
}

const shows = (page) => page.waitForSelector('main[data-ready]:not([aria-busy=true])');
const tab = (page, label) => page.getByRole('tab', { name: label, exact: true }).click();
const plain = (text) => text.replace(/[,\s]/g, '').replace('\u2212', '-');
const value = async (page, id) => plain(await page.textContent('#value-' + id));
const number = async (page, id) => Number(await value(page, id));

async function rows(page, caption) {
  const table = page.locator('.table', { has: page.locator('caption', { hasText: caption }) });
  const more = table.locator('.foot button');
  while (await more.isVisible()) await more.click();
  return table
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
}

const heads = (page, caption) =>
  page
    .locator('.table', { has: page.locator('caption', { hasText: caption }) })
    .locator('thead th')
    .evaluateAll((all) => all.map((head) => head.textContent.replace(/[\u2191\u2193\u2195\u25b2\u25bc\s]+$/, '')));

/** Returns rows as objects by the heads of the columns. */
async function records(page, caption) {
  const names = (await heads(page, caption)).map((name) => name.trim());
  // An empty table has one cell, which says so.
  const filled = (await rows(page, caption)).filter((row) => row.length === names.length);
  return filled.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell])));
}

/** Returns the rows of a table or of a chart's table, as CSV. */
async function saved(page, where, name) {
  const table = page.locator(where + ' .alternative:not([open]) summary');
  for (let n = await table.count(); n > 0; n--) await table.first().click();
  const { text } = await downloaded(page, () => page.getByRole('button', { name: 'Save as CSV: ' + name }).click());
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

async function assertShows(page, e, what) {
  await tab(page, 'Overview');
  const shown = {
    visits: await number(page, 'visits'),
    users: await number(page, 'users'),
    conversion: await value(page, 'conversion'),
    revenue: await value(page, 'revenue'),
    returned: await value(page, 'returns'),
    lines: await number(page, 'lines'),
    orders: await number(page, 'orders'),
  };
  assert.deepEqual(
    shown,
    {
      visits: e.visits,
      users: e.isThere,
      conversion: e.conversion === null ? '\u2013' : e.conversion + '%',
      revenue: e.revenue,
      returned: e.returned,
      lines: e.lines,
      orders: e.orders,
    },
    what,
  );
  if (e.time !== null) {
    const time = parseFloat(await page.getAttribute('#value-time', 'title'));
    assert.ok(Math.abs(time - e.time) <= 0.0005001, `${what}: ${time} s instead of ${e.time} s`);
  }
  for (const id of ['users', 'conversion', 'customers'])
    assert.deepEqual(
      await page.locator(`#tile-${id} .tag.about`).allTextContents(),
      [],
      what + ': ' + id + ' is exact',
    );

  await tab(page, 'Pages');
  const pages = (await records(page, 'Top pages')).map((row) => ({
    url: row.Page,
    visits: Number(plain(row.Visits)),
    landings: Number(plain(row.Landings)),
    exits: Number(plain(row.Exits)),
    touched: plain(row['Revenue touched']),
  }));
  assert.deepEqual(
    pages.sort((a, b) => (a.url < b.url ? -1 : 1)),
    e.pages,
    what,
  );

  await tab(page, 'Visitors');
  assert.equal(await number(page, 'sessions'), e.sessions, what);
  if (e.sessions) {
    assert.equal(await value(page, 'pages-per-session'), e.pagesPerSession, what);
    assert.equal(await value(page, 'bounce-rate'), (100 * e.bounces).toFixed(1) + '%', what);
  }
  assert.equal(await number(page, 'new-users'), e.isNew, what);
  assert.equal(await number(page, 'returning-users'), e.isThere - Math.min(e.isNew, e.isThere), what);
  const gaps = await page.locator('.card', { hasText: 'Days between visits' }).locator('.note').textContent();
  if (e.returns) assert.match(gaps, new RegExp(`: ${e.returns}\\sreturns?\\.`), what);
  else assert.match(gaps, /No user came back/, what);
}

async function assertProducts(page, e, what) {
  await tab(page, 'Products and customers');
  const shown = (await records(page, 'Revenue by product')).map((row) => [
    row.Product,
    row.Category,
    plain(row.Revenue),
    plain(row.Units),
    plain(row['Order lines']),
  ]);
  assert.deepEqual(shown.sort(), e.products, what);
}

// ---- Tests -------------------------------------------------------------------------------------------------------

const PERIODS = [
  ['2024-02-20', '2024-03-30'],
  ['2024-03-05', '2024-03-13'],
  ['2024-03-10', '2024-03-10'],
];

for (const where of ['file', 'dashboard']) {
  test(`shows the numbers of one customer on every tab: ${where}`, async () => {
    for (const customer of ['c1', 'c2', 'c17', 'c41']) {
      const page = await openFor(where, 'customer=' + customer);
      for (const [from, to] of PERIODS) {
        await page.fill('#from', from);
        await page.fill('#to', to);
        const what = `${where}, ${customer}, ${from} to ${to}`;
        const e = expected(customer, from, to);
        await assertShows(page, e, what);
        await assertProducts(page, e, what);
      }
      await page.close();
    }
  });

  test(`shows the hours, times, campaigns and referrers of one customer: ${where}`, async () => {
    const mine = VISITS.filter((v) => v.user === 'c1');
    const spent = grouped(
      PURCHASES.filter((p) => p.user === 'c1'),
      (p) => p.day,
    );
    const [day] = Array.from(spent.keys()).sort();
    const page = await openFor(where, `customer=c1&from=${day}&to=${day}`);
    const counted = (all, of) =>
      Array.from({ length: 24 }, (_, hour) =>
        sum(
          all.filter((one) => one.hour === hour),
          of,
        ),
      );
    assert.deepEqual(
      (await saved(page, '#visits', 'Visits and unique users over time')).map((row) => Number(row[2])),
      counted(
        mine.filter((v) => v.day === day),
        () => 1,
      ),
    );
    assert.deepEqual(
      (await saved(page, '#purchases', 'Revenue over time')).map((row) => plain(row[2])),
      counted(spent.get(day), (p) => p.cents).map(money),
    );
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await tab(page, 'Pages');
    const timed = mine.filter((v) => v.seconds !== null);
    const starts = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, Infinity];
    assert.deepEqual(
      (await saved(page, '#top-pages', 'Distribution of time on page')).map((row) => Number(row[1])),
      starts.slice(1).map((end, i) => timed.filter((v) => v.seconds >= starts[i] && v.seconds < end).length),
    );
    for (const [caption, column, key] of [
      ['Referrers', 'Host', (v) => v.host],
      ['Campaigns', 'Campaign', (v) => v.campaign],
    ]) {
      const shown = (await records(page, caption)).map((row) => [row[column], Number(plain(row.Visits))]);
      const groups = grouped(
        mine.filter((v) => key(v) !== ''),
        key,
      );
      assert.deepEqual(shown.sort(), Array.from(groups, ([name, of]) => [name, of.length]).sort(), caption);
    }
  });

  test(`shows how one customer took the steps of a funnel: ${where}`, async () => {
    const steps = ['/page/4*', 'purchase', '/page/*', 'purchase'];
    const hash =
      'customer=c2&tab=funnel&from=2024-02-25&to=2024-03-20' +
      steps.map((s) => '&step=' + encodeURIComponent(s)).join('');
    const page = await openFor(where, hash);
    const isIn = ({ user, day }) => user === 'c2' && day >= '2024-02-25' && day <= '2024-03-20';
    const events = VISITS.filter(isIn).concat(PURCHASES.filter((p) => isIn(p) && p.cents > 0));
    // Purchases come after visits of the same time; their lines are one.
    events.sort((a, b) => a.time - b.time || (a.url ? 0 : 1) - (b.url ? 0 : 1));
    const times = [];
    let last = null;
    for (const { url, time } of events) {
      const isLine = !url && time === last;
      last = url ? null : time;
      const step = steps[times.length];
      if (isLine || !step) continue;
      if (step === 'purchase' ? !url : url && url.startsWith(step.replace('*', ''))) times.push(time);
    }
    assert.equal(times.length, steps.length);
    const shown = await saved(page, '#funnel', 'Steps of the funnel');
    assert.deepEqual(
      shown.map((row) => [row[0], Number(row[1]), row[4] === '' ? null : Number(row[4])]),
      steps.map((step, i) => [step, 1, i ? (times[i] - times[i - 1]) / 1000 : null]),
    );
  });

  test(`shows the weeks in which one customer came back: ${where}`, async () => {
    const page = await openFor(where, 'customer=c5&tab=visitors');
    const [row] = await rows(page, 'Weekly retention');
    const { weeks } = expected('c5', ...PERIODS[0]);
    assert.equal(row[1], '1');
    assert.deepEqual(
      row.slice(2).map((cell, i) => (cell.startsWith('100') ? i + 1 : 0)),
      row.slice(2).map((_, i) => (weeks.includes(i + 1) ? i + 1 : 0)),
    );
  });

  test(`combines the customer with a category and a page: ${where}`, async () => {
    const page = await openFor(where, 'customer=c2&category=Category+3');
    const e = expected('c2', ...PERIODS[0], 'Category 3');
    assert.equal(await value(page, 'revenue'), e.revenue);
    assert.equal(await number(page, 'orders'), e.orders);
    await assertProducts(page, e, where);
    await tab(page, 'Visitors');
    assert.match(await page.textContent('#visitors .lead'), /no category/);
    await page.locator('.chip[data-what=category]').click();
    await tab(page, 'Pages');
    await page.getByLabel('Find a page').fill('/page/4?v=1');
    await page.getByRole('button', { name: '/page/4?v=1', exact: true }).click();
    await tab(page, 'Overview');
    const [onPage] = expected('c2', ...PERIODS[0]).pages.filter((p) => p.url === '/page/4?v=1');
    assert.equal(await number(page, 'visits'), onPage.visits);
    assert.equal(await value(page, 'revenue'), onPage.touched);
  });

  test(`says that a customer has no visits: ${where}`, async () => {
    const page = await openFor(where, 'customer=c3');
    assert.equal(await value(page, 'visits'), '\u2013');
    assert.equal(await value(page, 'revenue'), expected('c3', ...PERIODS[0]).revenue);
    await tab(page, 'Visitors');
    assert.equal(
      await page.textContent('#visitors .lead'),
      'This customer has no visits: no user_id equals the customer_id.',
    );
    await assertProducts(page, expected('c3', ...PERIODS[0]), where);
  });

  test(`clears the customer, and keeps the rest: ${where}`, async () => {
    const page = await openFor(where, 'from=2024-03-05&to=2024-03-13&customer=c2&page=%2Fpage%2F4%3Fv%3D1');
    await page.locator('.chip[data-what=customer]').click();
    await shows(page);
    const all = VISITS.filter((v) => v.url === '/page/4?v=1' && v.day >= '2024-03-05' && v.day <= '2024-03-13');
    assert.equal(await number(page, 'visits'), all.length);
    await tab(page, 'Products and customers');
    await page.getByLabel('Find a customer').fill('c17');
    await page.getByRole('button', { name: 'c17', exact: true }).click();
    await shows(page);
    assert.match(new URL(page.url()).hash, /customer=c17/);
    await page.locator('.chip[data-what=page]').click();
    await assertShows(page, expected('c17', '2024-03-05', '2024-03-13'), where);
  });

  test(`compares the same days with and without a customer: ${where}`, async () => {
    const page = await openFor(where, 'period=7&customer=c2');
    const [from, to] = [await page.inputValue('#from'), await page.inputValue('#to')];
    const last = VISITS.concat(PURCHASES)
      .map((one) => one.day)
      .sort()
      .pop();
    const earlier = (day, days) => new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10);
    assert.deepEqual([from, to], [earlier(last, 6), last]);
    const before = expected('c2', earlier(from, 7), earlier(to, 7));
    assert.match(
      await page.textContent('#tile-revenue .change'),
      new RegExp('from ' + before.revenue.replace('.', '\\.')),
    );
    for (const [theme, width] of [
      ['light', 1280],
      ['dark', 360],
    ]) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      for (const name of ['Overview', 'Pages', 'Visitors', 'Products and customers', 'Funnel', 'Data quality']) {
        await tab(page, name);
        await assertFitsItsWidth(page);
        await picture(page, `${where}-${name}-${theme}-${width}`, { fullPage: true });
        if (theme === 'light') await assertAccessible(page, `${where}, ${name}`);
      }
    }
  });
}

test('a file has only the revenue of other customers, and says so', async () => {
  const page = await openFor('few', 'tab=products');
  await page.getByLabel('Find a customer').fill('c41');
  await page.getByRole('button', { name: 'c41', exact: true }).click();
  const why = / of this customer are not in this file\. It has those of the \d+ customers with the highest revenue\.$/;
  assert.match(await page.locator('.card', { hasText: 'By product' }).locator('.note').textContent(), why);
  assert.equal(await page.getByLabel('Find a product').isHidden(), true);
  for (const [name, id] of [
    ['Pages', 'top-pages'],
    ['Visitors', 'visitors'],
    ['Funnel', 'funnel'],
  ]) {
    await tab(page, name);
    assert.match(await page.textContent(`#${id} .lead`), why);
    assert.equal(await page.locator(`#${id} .body`).isHidden(), true, name);
  }
  await tab(page, 'Overview');
  await picture(page, 'other-customer', { fullPage: true });
  const e = expected('c41', ...PERIODS[0]);
  assert.deepEqual(
    [await value(page, 'revenue'), await number(page, 'orders'), await value(page, 'visits')],
    [e.revenue, e.orders, '\u2013'],
  );
  await page.fill('#from', '2024-03-01');
  await page.fill('#to', '2024-03-01');
  await page.fill('#from', '2024-02-20');
  assert.equal(await value(page, 'revenue'), expected('c41', '2024-02-20', '2024-03-01').revenue);
  const [best] = (await records(await openFor('few', 'tab=products'), 'Revenue by customer')).map(
    (row) => row.Customer,
  );
  await assertShows(await openFor('few', 'customer=' + best), expected(best, ...PERIODS[0]), best);
});

test('the dashboard finds customers who are not listed', async () => {
  const page = await openFor('dashboard', 'tab=products&period=7');
  const best = page.locator('.card', { hasText: 'Best customers' });
  assert.match(await best.locator('.note').textContent(), /^The 500 customers with the highest revenue, of 560\./);
  await page.getByLabel('Find a customer').fill('RARE499');
  await page.getByRole('button', { name: 'rare499', exact: true }).click();
  await page.waitForSelector('.chip[data-what=customer]');
  await shows(page);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await assertProducts(page, expected('rare499', ...PERIODS[0]), 'rare499');
  await picture(page, 'found-customer', { fullPage: true });
  assert.match(page.url(), /customer=rare499/);
  await page.reload();
  await shows(page);
  await page.waitForSelector('.chip[data-what=customer]');
  await assertProducts(page, expected('rare499', ...PERIODS[0]), 'rare499');
  await page.getByLabel('Find a customer').fill('nobody');
  await best.getByText('No others match.').waitFor();
  await page.locator('.chip[data-what=customer]').click();
  await tab(page, 'Overview');
  assert.equal(await value(page, 'revenue'), money(sum(PURCHASES, (p) => p.cents)));

  await page.goto('about:blank');
  await page.goto(dashboard + '#customer=nobody');
  await page.getByText('No purchases of the customer nobody.').waitFor();
  assert.equal(await page.locator('.chip').count(), 0);
  assert.equal(await value(page, 'revenue'), money(sum(PURCHASES, (p) => p.cents)));
});
