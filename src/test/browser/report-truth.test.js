// The report does not mislead where data is missing, late, from the future or estimated.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, open, picture, downloaded, parameters } = require('./browser');

const { folder, slump } = parameters;

const lines = (name) =>
  fs
    .readFileSync(path.join(folder, 'slump', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
const visits = () => lines('visits.csv').map(([user, time, url]) => ({ user, day: time.slice(0, 10), url }));
const purchases = () =>
  lines('purchases.csv').map(([order, customer, time, product, category, price, quantity]) => ({
    order,
    customer,
    day: time.slice(0, 10),
    product,
    category,
    amount: Number(price) * Number(quantity),
  }));
const between = (all, from, to) => all.filter((one) => one.day >= from && one.day <= to);
const sum = (all) => all.reduce((n, one) => n + one.amount, 0);
const money = (n) =>
  n.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace('-', '\u2212');
const distinct = (all, what) => new Set(all.map(what)).size;
const whole = (text) => Number(text.replace(/[^\d]/g, ''));

async function openReport(hash = '', how = {}) {
  const page = await open(slump + hash, { offline: true, ...how });
  await page.waitForSelector('main[data-ready]');
  return page;
}
const value = (page, id) => page.textContent('#value-' + id);
const change = (page, id) => page.textContent(`#tile-${id} .change`);
const tags = (page, id) => page.locator(`#tile-${id} .tag`).allTextContents();
const table = (page, caption) => page.locator('.table', { has: page.locator('caption', { hasText: caption }) });
const rows = (page, caption) =>
  table(page, caption)
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));

test('compares only the days that both periods cover', async () => {
  const page = await openReport('#period=7');
  // Visits end on the 27th: the 28th has three visits at midnight and is incomplete.
  assert.equal(await page.inputValue('#from'), '2024-01-24');
  const now = between(visits(), '2024-01-24', '2024-01-27').length;
  const before = between(visits(), '2024-01-17', '2024-01-20').length;
  assert.equal(now, before);
  assert.equal(await change(page, 'visits'), 'no change from ' + before + ', 4 of 7\u00a0days');
  assert.deepEqual(await tags(page, 'visits'), ['partial']);
  assert.match(await page.textContent('.gaps'), /Visits end on Jan\s28, 2024\. Jan\s28, 2024 may be incomplete/);
  assert.match(await page.textContent('.gaps'), /compare the 4\sdays that both periods cover, of 7/);
  assert.deepEqual(await tags(page, 'revenue'), []);
  await page.locator('#visits .alternative summary').click();
  const shown = await rows(page, 'Visits and unique users over time');
  assert.match(shown[4][0], /\(incomplete\)$/);
  assert.deepEqual(
    shown.slice(5).map((r) => r[1]),
    ['\u2013', '\u2013'],
  );
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, 'slump', { fullPage: true });
});

test('compares nothing where the periods have too few days in common', async () => {
  const page = await openReport('#period=28');
  assert.equal(await change(page, 'revenue'), '');
  assert.match(await page.textContent('.gaps'), /Changes of visits and purchases are not shown/);
});

test('a low day before a gap is incomplete', async () => {
  const page = await openReport('#from=2024-01-08&to=2024-01-11');
  assert.match(await page.textContent('.gaps'), /Jan\s9, 2024 may be incomplete: it has 4\svisits/);
  assert.doesNotMatch(await page.textContent('.gaps'), /Jan\s(8|11), 2024 may/);
});

test('conversion is that of the days with visits and purchases', async () => {
  const page = await openReport('#from=2024-01-11&to=2024-01-14&compare=none');
  assert.match(await page.textContent('.gaps'), /No purchases on Jan\s12, 2024\./);
  const expected = ['2024-01-11', '2024-01-13', '2024-01-14'].map((day) => {
    const users = new Set(between(visits(), day, day).map((v) => v.user));
    const buyers = between(purchases(), day, day).filter((p) => p.amount > 0 && users.has(p.customer));
    return [users.size, distinct(buyers, (p) => p.customer)];
  });
  const [users, buyers] = [0, 1].map((i) => expected.reduce((n, one) => n + one[i], 0));
  assert.equal(await value(page, 'conversion'), ((100 * buyers) / users).toFixed(2) + '\u202f%');
  await page.locator('#conversion .alternative summary').click();
  expected.splice(1, 0, ['\u2013', '\u2013']);
  assert.deepEqual(
    (await rows(page, 'Share of visitors who bought')).map((row) => row.slice(1, 3)),
    expected.map((row) => row.map(String)),
  );
  await picture(page, 'conversion', { fullPage: true });
});

test('a day without data is a gap', async () => {
  const page = await openReport('#from=2024-01-08&to=2024-01-14');
  assert.match(await page.textContent('.gaps'), /No visits on Jan\s10, 2024\./);
  await page.locator('#visits .alternative summary').click();
  assert.equal((await rows(page, 'Visits and unique users over time'))[2][1], '\u2013');
});

test('records from the future end no period', async () => {
  const page = await openReport('#period=7&compare=none');
  assert.equal(await page.inputValue('#to'), '2024-01-30');
  await page.getByRole('tab', { name: 'Data quality' }).click();
  assert.match(await page.textContent('#quality'), /Records of 1\sday are from the future, up to Jan\s1, 2099/);
});

test('a customer is new only without an earlier purchase', async () => {
  const page = await openReport('#tab=products&period=7');
  const shown = await rows(page, 'Revenue by customer');
  const fresh = shown.filter((r) => r.includes('new')).map((r) => r[0]);
  assert.deepEqual(fresh, ['newcomer']);
  // Bought on the 2nd and the 29th, but not in the week before.
  assert.equal(shown.find((r) => r[0] === 'comeback')[3], '\u25b2');
  assert.equal(await value(page, 'new-customers'), '1');
  const week = between(purchases(), '2024-01-24', '2024-01-30');
  const customers = Array.from(new Set(week.map((p) => p.customer)));
  assert.equal(await value(page, 'returning-customers'), String(customers.length - 1));
  const daysOf = (customer) =>
    distinct(
      week.filter((p) => p.customer === customer),
      (p) => p.day,
    );
  const repeating = customers.filter((customer) => daysOf(customer) > 1).length;
  assert.ok(repeating < customers.length);
  assert.equal(await value(page, 'repeat-rate'), ((100 * repeating) / customers.length).toFixed(1) + '\u202f%');
});

test('orders, order lines, returns and revenue are different numbers', async () => {
  const page = await openReport('#period=7');
  const week = between(purchases(), '2024-01-24', '2024-01-30');
  const orders = distinct(week, (p) => p.day + p.customer + p.order);
  assert.ok(orders < week.length);
  assert.equal(whole(await value(page, 'lines')), week.length);
  assert.equal(whole(await value(page, 'orders')), orders);
  assert.equal(await value(page, 'revenue'), money(sum(week)));
  const returned = -sum(week.filter((p) => p.amount < 0));
  assert.ok(returned > 0);
  assert.equal(await value(page, 'returns'), money(returned));
  assert.equal(await value(page, 'order-value'), money(sum(week) / orders));
  const users = distinct(between(visits(), '2024-01-24', '2024-01-30'), (v) => v.user);
  assert.equal(await value(page, 'per-visitor'), money(sum(week) / users));
});

test('named periods are exact', async () => {
  for (const [hash, from, to] of [
    ['#period=7', '2024-01-24', '2024-01-30'],
    ['#period=28', '2024-01-03', '2024-01-30'],
    ['#period=week', '2024-01-29', '2024-01-30'],
    ['#period=lastweek', '2024-01-22', '2024-01-28'],
    ['#period=month', '2024-01-01', '2024-01-30'],
  ]) {
    const page = await openReport(hash);
    assert.equal(await page.inputValue('#from'), from);
    assert.equal(await page.inputValue('#to'), to);
    assert.equal(
      whole(await value(page, 'users')),
      distinct(between(visits(), from, to), (v) => v.user),
      hash,
    );
    assert.deepEqual(
      (await tags(page, 'users')).filter((t) => t !== 'partial'),
      [],
    );
  }
});

test('weeks from Sunday and the year before are those of the calendar', async () => {
  const page = await openReport();
  // Every day of more than three years, including a leap year.
  const found = await page.evaluate(() => {
    const { span, before, weekStart } = window.Footfall.periods;
    const { dayNumber, isoDay } = window.Footfall.format;
    const texts = (s) => s && [isoDay(s.from), isoDay(s.to)];
    const first = dayNumber('2022-01-01');
    const days = [];
    for (let last = dayNumber('2023-01-01'); last <= dayNumber('2026-06-30'); last++) {
      const data = { first, last, json: { weekStart: 'sunday' } };
      const spans = ['week', 'lastweek', 'month', 'year'].map((id) => span(data, id));
      const one = { from: last, to: last };
      const year = [...spans, one].map((s) => texts(before(data, s, 'year')));
      days.push({ day: isoDay(last), start: isoDay(weekStart(data, last)), spans: spans.map(texts), year });
    }
    return days;
  });
  const date = (text) => new Date(text + 'T12:00:00Z');
  const iso = (d) => d.toISOString().slice(0, 10);
  const plus = (text, n) => iso(new Date(date(text).getTime() + n * 86400000));
  const sameDate = (text, leap) => text.slice(0, 4) - 1 + (text.endsWith('02-29') ? leap : text.slice(4));
  const yearBefore = ([from, to]) => {
    const span = [sameDate(from, '-03-01'), sameDate(to, '-02-28')];
    const isInData = span[1] >= '2022-01-01';
    return span[0] <= span[1] && isInData ? span : null;
  };
  assert.equal(found.length, 1277);
  for (const { day, start, spans, year } of found) {
    const sunday = plus(day, -date(day).getUTCDay());
    assert.equal(start, sunday);
    const expected = [
      [sunday, day],
      [plus(sunday, -7), plus(sunday, -1)],
      [day.slice(0, 8) + '01', day],
      [day.slice(0, 5) + '01-01', day],
    ];
    assert.deepEqual(spans, expected);
    assert.deepEqual(year, [...expected, [day, day]].map(yearBefore), day);
  }
});

test('a leap day is compared with nothing', async () => {
  const page = await openReport();
  const found = await page.evaluate(() => {
    const { dayNumber, isoDay } = window.Footfall.format;
    const data = { first: dayNumber('2023-01-01'), coverage: { visits: { isComplete: () => true } } };
    const now = { from: dayNumber('2024-02-01'), to: dayNumber('2024-03-31') };
    const { coverage, periods } = window.Footfall;
    const c = coverage.comparable(data, 'visits', now, periods.before(data, now, 'year'));
    return { ...c, skipped: [...c.now.skip].map(isoDay), then: [isoDay(c.then.from), isoDay(c.then.to), c.then.skip] };
  });
  assert.deepEqual(found.skipped, ['2024-02-29']);
  assert.deepEqual(found.then, ['2023-02-01', '2023-03-31', undefined]);
  assert.deepEqual([found.days, found.of], [59, 60]);
});

test('a page filter shows what the visitors of the page spent', async () => {
  const page = await openReport('#page=' + encodeURIComponent('/rare') + '&period=all');
  assert.notEqual(await value(page, 'revenue'), money(sum(purchases())));
  assert.match(await page.textContent('#purchases'), /Purchases have no page/);
  assert.equal(await value(page, 'orders'), '\u2013');
});

test('the records that were not counted belong to the batches of the period', async () => {
  const page = await openReport('#from=2024-01-01&to=2024-01-20');
  assert.equal(await value(page, 'rejects'), '2');
  await page.click('button:text-is("All")');
  assert.equal(await value(page, 'rejects'), '3');
  assert.match(await page.textContent('.gaps'), /3 of [\d,]+ records were not counted\./);
  assert.equal(await page.locator('.tag.part').count(), await page.locator('.tag.part:visible').count());
});

test('bars of shares are full at 100 %, and bins of durations double', async () => {
  const page = await openReport('#tab=pages');
  const [first] = await rows(page, 'Top pages');
  const width = await page
    .locator('#top-pages .bar .fill')
    .first()
    .evaluate((e) => parseFloat(e.style.width));
  assert.equal(width.toFixed(1), parseFloat(first[2]).toFixed(1));
  const bins = await page.evaluate(async () => {
    const packed = Uint8Array.from(atob(document.getElementById('data').textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return (await new Response(stream).json()).visits.bins;
  });
  for (let i = 2; i < bins.length; i++) assert.equal(bins[i], 2 * bins[i - 1]);
});

test('counts sessions, bounces, and new and returning users', async () => {
  const page = await openReport('#tab=visitors&period=7&compare=none');
  const all = lines('visits.csv')
    .map(([user, time, url]) => ({ user, url, day: time.slice(0, 10), at: Date.parse(time.replace(' ', 'T') + 'Z') }))
    .sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.at - b.at || (a.url < b.url ? -1 : 1)));
  const begins = all.filter((v, i) => {
    const before = all[i - 1];
    return !before || before.user !== v.user || v.at - before.at > 1_800_000;
  });
  const week = between(begins, '2024-01-24', '2024-01-30');
  assert.equal(whole(await value(page, 'sessions')), week.length);
  const pages = between(all, '2024-01-24', '2024-01-30').length / week.length;
  assert.equal(await value(page, 'pages-per-session'), pages.toFixed(2));
  const bounces = week.filter((v) => {
    const after = all[all.indexOf(v) + 1];
    return !after || after.user !== v.user || after.at - v.at > 1_800_000;
  });
  assert.equal(await value(page, 'bounce-rate'), ((100 * bounces.length) / week.length).toFixed(1) + '\u202f%');
  const first = new Map();
  for (const v of all) if (!first.has(v.user) || v.day < first.get(v.user)) first.set(v.user, v.day);
  const users = new Set(between(all, '2024-01-24', '2024-01-30').map((v) => v.user));
  const fresh = Array.from(users).filter((user) => first.get(user) >= '2024-01-24').length;
  assert.equal(whole(await value(page, 'new-users')), fresh);
  assert.equal(whole(await value(page, 'returning-users')), users.size - fresh);
  await page.click('button:text-is("All")');
  const monday = (day) => {
    const time = Date.parse(day + 'T00:00:00Z');
    return time - ((new Date(time).getUTCDay() + 6) % 7) * 86_400_000;
  };
  const inWeek = new Map();
  for (const v of all) {
    const key = `${monday(first.get(v.user))} ${monday(v.day)}`;
    if (!inWeek.has(key)) inWeek.set(key, new Set());
    inWeek.get(key).add(v.user);
  }
  const shown = await rows(page, 'Weekly retention');
  const oldest = shown[shown.length - 1];
  const week1 = Date.parse('2024-01-01T00:00:00Z');
  const cohort = inWeek.get(`${week1} ${week1}`).size;
  assert.equal(whole(oldest[1]), cohort);
  const back = (inWeek.get(`${week1} ${week1 + 7 * 86_400_000}`) || new Set()).size;
  assert.equal(parseFloat(oldest[2]), Math.round((100 * back) / cohort));
});

test('groups pages by path', async () => {
  const page = await openReport('#tab=pages&compare=none');
  await page.check('#by-path');
  const shown = await rows(page, 'Top pages');
  const count = (isIn) => visits().filter((v) => v.day < '2099' && isIn(v.url)).length;
  assert.deepEqual(
    new Map(shown.map((r) => [r[0], whole(r[1])])),
    new Map([
      ['/a', count((url) => url.startsWith('/a'))],
      ['/b', count((url) => url === '/b')],
      ['/rare', count((url) => url === '/rare')],
    ]),
  );
  assert.equal(new URL(page.url()).hash, '#tab=pages&compare=none&group=path');
});

test('lists referrers and status codes, and says which filters do not apply', async () => {
  const page = await openReport('#tab=pages&from=2024-01-20&to=2024-01-26');
  const all = lines('visits.csv').map((v) => ({ day: v[1].slice(0, 10), referrer: v[4], status: v[5] }));
  const counts = (keyOf) => {
    const found = new Map();
    for (const v of between(all, '2024-01-20', '2024-01-26')) {
      const key = keyOf(v);
      if (key) found.set(key, (found.get(key) || 0) + 1);
    }
    return found;
  };
  const shown = async (caption) => new Map((await rows(page, caption)).map((r) => [r[0], whole(r[1])]));
  assert.deepEqual(
    await shown('Referrers'),
    counts((v) => v.referrer && new URL(v.referrer).host),
  );
  assert.deepEqual(
    await shown('Status codes'),
    counts((v) => v.status),
  );
  assert.equal(await page.locator('.card:visible', { hasText: 'Campaigns' }).count(), 0);
  await picture(page, 'referrers', { fullPage: true });
  const note = /Visits have no category/;
  assert.doesNotMatch(await page.textContent('#top-pages'), note);
  for (const tab of ['pages', 'visitors', 'funnel']) {
    const filtered = await openReport(`#tab=${tab}&category=Hats`);
    assert.match(await filtered.textContent('main'), note, tab);
  }
});

test('compares the revenue of products', async () => {
  const page = await openReport('#tab=products&from=2024-01-20&to=2024-01-26');
  const shown = await rows(page, 'Revenue by product');
  const revenue = (product, from, to) => sum(between(purchases(), from, to).filter((one) => one.product === product));
  for (const row of shown) {
    const now = revenue(row[0], '2024-01-20', '2024-01-26');
    const before = revenue(row[0], '2024-01-13', '2024-01-19');
    assert.equal(row[2], money(now));
    assert.equal(whole(row[4]), Math.round(Math.abs((100 * (now - before)) / before)));
  }
  assert.equal(shown.length, 2);
});

test('a funnel counts users who take its steps in order', async () => {
  const page = await openReport('#tab=funnel&from=2024-01-01&to=2024-01-28');
  await page.fill('#step-1', '/a');
  await page.press('#step-1', 'Tab');
  await page.fill('#step-2', '/*are');
  await page.press('#step-2', 'Tab');
  await page.fill('#step-3', 'purchase');
  await page.press('#step-3', 'Enter');
  const events = new Map();
  const add = (user, time, what) => {
    if (time > '2024-01-29') return;
    if (!events.has(user)) events.set(user, []);
    events.get(user).push({ time, what });
  };
  for (const [user, time, url] of lines('visits.csv')) add(user, time, url);
  for (const [, customer, time, , , price, quantity] of lines('purchases.csv'))
    if (price * quantity > 0 && events.has(customer)) add(customer, time, 'purchase');
  const reached = [0, 0, 0];
  for (const all of events.values()) {
    const steps = [(w) => w.startsWith('/a'), (w) => w === '/rare', (w) => w === 'purchase'];
    for (const one of all.sort((a, b) => (a.time < b.time ? -1 : 1)))
      if (steps.length && steps[0](one.what)) {
        steps.shift();
        reached[2 - steps.length]++;
      }
  }
  const shown = await rows(page, 'Steps of the funnel');
  assert.deepEqual(
    shown.map((r) => whole(r[1])),
    reached,
  );
  assert.ok(reached[2] > 0 && reached[2] < reached[0], reached.join());
  assert.equal(shown[1][3], ((100 * reached[1]) / reached[0]).toFixed(1) + '\u202f%');
  assert.equal(
    new URL(page.url()).hash,
    '#tab=funnel&from=2024-01-01&to=2024-01-28&step=%2Fa&step=%2F*are&step=purchase',
  );
  await picture(page, 'funnel', { fullPage: true });
});

test('the address keeps the choices', async () => {
  const page = await openReport();
  await page.selectOption('#more', 'lastweek');
  await page.selectOption('#compare', 'none');
  await page.getByRole('tab', { name: 'Products and customers' }).click();
  await table(page, 'Revenue by category').getByRole('button', { name: 'Hats', exact: true }).click();
  const hash = new URL(page.url()).hash;
  assert.equal(hash, '#tab=products&period=lastweek&compare=none&category=Hats');
  const again = await openReport(hash);
  assert.equal(await again.inputValue('#from'), '2024-01-22');
  assert.equal(await again.inputValue('#compare'), 'none');
  assert.equal(await again.locator('.chip .data').textContent(), 'Hats');
  assert.equal(await again.getAttribute('#tab-products', 'aria-selected'), 'true');
});

test('knows when a day begins in its zone, for its first and last records', async () => {
  const page = await openReport();
  const start = (day, zone) =>
    page.evaluate(([d, z]) => window.Footfall.format.startOfDay(window.Footfall.format.dayNumber(d), z), [day, zone]);
  for (const [day, zone, expected] of [
    ['2024-03-31', 'UTC', '2024-03-31T00:00Z'],
    ['2024-03-31', 'Europe/Berlin', '2024-03-30T23:00Z'],
    ['2024-04-01', 'Europe/Berlin', '2024-03-31T22:00Z'],
    ['2024-03-11', 'America/New_York', '2024-03-11T04:00Z'],
    ['2024-11-04', 'America/New_York', '2024-11-04T05:00Z'],
    ['2024-03-31', '+05:30', '2024-03-30T18:30Z'],
    ['2024-03-31', '-03:00', '2024-03-31T03:00Z'],
  ])
    assert.equal(await start(day, zone), Date.parse(expected) / 1000, day + ' in ' + zone);
  assert.equal(await start('2024-03-31', 'several time zones'), null);
});

test('names currency, zone and week once, and shows hours of one day', async () => {
  const page = await openReport('#from=2024-01-05&to=2024-01-05');
  assert.equal(await page.textContent('.units'), 'Amounts in EUR, days in UTC, weeks from Monday.');
  await page.locator('#visits .alternative summary').click();
  const { text } = await downloaded(page, () =>
    page.getByRole('button', { name: 'Save as CSV: Visits and unique users over time' }).click(),
  );
  const hours = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  assert.equal(hours.length, 24);
  assert.equal(
    hours.reduce((n, h) => n + Number(h[2]), 0),
    between(visits(), '2024-01-05', '2024-01-05').length,
  );
  const at9 = lines('visits.csv').filter(([, time]) => time.startsWith('2024-01-05 09:')).length;
  assert.ok(at9 > 0);
  assert.deepEqual(hours[9].slice(0, 1).concat(Number(hours[9][2])), ['2024-01-05 09:00', at9]);
});

test('saves a chart as a picture, and shows dated notes', async () => {
  const page = await openReport('#period=28');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as PNG: Revenue over time' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'revenue.png');
  const bytes = fs.readFileSync(await download.path());
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual(await page.evaluate(() => window.Footfall.annotations.map((note) => note.text)), ['New prices']);
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, 'notes', { fullPage: true });
});
