// The file of `footfall report` shows the numbers of the CSV reports of the same records.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { test, open, picture, assertAccessible, assertFitsItsWidth, downloaded, parameters } = require('./browser');

const { folder, shop, naughty, large, sketch, fields } = parameters;
const strings = JSON.parse(fs.readFileSync(path.join(folder, 'naughty', 'strings.json'), 'utf8'));

// ---- Expected values ---------------------------------------------------------------------------------------------

/** Parses RFC 4180 CSV, with or without a byte order mark. */
function parseCsv(text) {
  const records = [];
  let row = [];
  let field = '';
  let quoted = false;
  const all = text.replace(/^\ufeff/, '');
  for (let i = 0; i < all.length; i++) {
    const c = all[i];
    if (quoted) {
      if (c === '"' && all[i + 1] === '"') field += all[++i];
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      row.push(field);
      field = '';
    } else if (c === '\n') {
      row.push(field);
      records.push(row);
      row = [];
      field = '';
    } else field += c;
  }
  return records;
}

const read = (...names) => parseCsv(fs.readFileSync(path.join(folder, ...names), 'utf8')).slice(1);
const cents = (text) => BigInt(Math.round(Number(text.replace(/,/g, '').replace('\u2212', '-')) * 100));
const total = (numbers) => numbers.reduce((sum, n) => sum + n, 0n);
const whole = (text) => Number(text.replace(/[^\d]/g, ''));

const urls = () => read('shop', 'v', 'urls.csv');
const customerDays = () => read('shop', 'p', 'customer_days.csv');
const visits = () =>
  read('shop', 'visits.csv').map(([user, time, url, seconds]) => ({
    user,
    day: time.slice(0, 10),
    url,
    seconds: Number(seconds),
  }));

// ---- Page vocabulary ---------------------------------------------------------------------------------------------

/** Opens a report without a network and waits until it is drawn. */
async function openReport(url, how = {}) {
  const page = await open(url, { offline: true, ...how });
  await page.waitForSelector('main[data-ready]');
  return page;
}

/** Shows a tab, by its label. */
const tab = (page, label) => page.getByRole('tab', { name: label, exact: true }).click();

async function value(page, id) {
  if (await page.locator('#value-' + id).isHidden()) await tab(page, 'Overview');
  return page.textContent('#value-' + id);
}

async function tags(page, id) {
  await value(page, id);
  return page.locator(`#tile-${id} .tag`).allTextContents();
}

const TAB_OF = {
  'Top pages': 'Pages',
  'Distribution of time on page': 'Pages',
  'Revenue by category': 'Products and customers',
  'Revenue by customer': 'Products and customers',
  'Revenue by product': 'Products and customers',
  'Rejected records, by reason': 'Data quality',
};

/** Finds the table with this caption. */
const table = (page, caption) => page.locator('.table', { has: page.locator('caption', { hasText: caption }) });

/** Shows the tab of a table and returns its rows, as texts. */
async function rows(page, caption) {
  const it = table(page, caption);
  if (TAB_OF[caption]) await tab(page, TAB_OF[caption]);
  const more = it.locator('.foot button');
  while (await more.isVisible()) await more.click();
  return it
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
}

async function choose(page, caption, text) {
  await tab(page, TAB_OF[caption]);
  await table(page, caption).getByRole('button', { name: text, exact: true }).click();
}

async function period(page, from, to) {
  await page.fill('#from', from);
  await page.fill('#to', to);
}

/** A picture of all of it, from the top: what sticks to the window would be in the middle else. */
async function pictureOfAll(page, name) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, name, { fullPage: true });
}

// ---- Numbers -----------------------------------------------------------------------------------------------------

test('shows the totals of the reports', async () => {
  const page = await openReport(shop);
  const [[interactions, users]] = read('shop', 'v', 'summary.csv');
  assert.equal(whole(await value(page, 'visits')), Number(interactions));
  assert.equal(whole(await value(page, 'users')), Number(users));
  assert.deepEqual(await tags(page, 'users'), []);
  assert.equal(
    (await value(page, 'revenue')).replace(/,/g, ''),
    (Number(total(customerDays().map((r) => cents(r[2])))) / 100).toFixed(2),
  );
  assert.equal(whole(await value(page, 'customers')), new Set(customerDays().map((r) => r[1])).size);
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').length), 0);
});

test('lists the pages of urls.csv in the same order', async () => {
  const page = await openReport(shop);
  const shown = await rows(page, 'Top pages');
  const titles = await table(page, 'Top pages')
    .locator('td:nth-child(4) span')
    .evaluateAll((all) => all.map((e) => e.title));
  assert.deepEqual(
    shown.map((r, i) => [r[0], r[1].replace(/,/g, ''), titles[i]]),
    urls().map(([url, n, , average]) => [url, n, average + ' s']),
  );
});

test('shows the spending of customer_days.csv per customer', async () => {
  const page = await openReport(shop);
  const sums = new Map();
  for (const [, customer, spent] of customerDays()) sums.set(customer, (sums.get(customer) || 0n) + cents(spent));
  const shown = await rows(page, 'Revenue by customer');
  assert.deepEqual(new Map(shown.map((r) => [r[0], cents(r[1])])), sums);
});

test('shows the revenue of customer_days.csv per day', async () => {
  const page = await openReport(shop);
  const sums = new Map();
  for (const [day, , spent] of customerDays()) sums.set(day, (sums.get(day) || 0n) + cents(spent));
  await page.locator('#purchases summary').first().click();
  const { text } = await downloaded(page, () =>
    page.getByRole('button', { name: 'Save as CSV: Revenue over time' }).click(),
  );
  assert.deepEqual(
    new Map(
      parseCsv(text)
        .slice(1)
        .map((r) => [r[0], cents(r[2])]),
    ),
    sums,
  );
});

test('shows the rejects and the accounting of the run', async () => {
  const page = await openReport(shop);
  const run = JSON.parse(fs.readFileSync(path.join(folder, 'shop', 'p', 'run.json'), 'utf8')).accounting.total;
  assert.ok(run.rejected > 0);
  assert.equal(whole(await value(page, 'rejects')), run.rejected);
  assert.deepEqual(await tags(page, 'revenue'), []);
  assert.match(await page.textContent('.gaps'), /\d of [\d,]+ records were not counted\./);
  const reasons = await rows(page, 'Rejected records, by reason');
  assert.deepEqual(
    new Map(reasons.map((r) => [r[0].replace(/\d example.*/s, ''), whole(r[2])])),
    new Map(Object.entries(run.rejectedByCode)),
  );
  const text = await page.textContent('#quality');
  assert.ok(
    text.includes(`read ${run.read.toLocaleString('en-US')} = ok ${run.ok.toLocaleString('en-US')} + rejected`),
    text.slice(0, 400),
  );
});

// ---- What is chosen ----------------------------------------------------------------------------------------------

test('a selected page filters the report until it is cleared', async () => {
  const page = await openReport(shop);
  const before = await value(page, 'visits');
  const [url, n, , average] = urls()[3];
  await choose(page, 'Top pages', url);
  assert.equal(whole(await value(page, 'visits')), Number(n));
  await tab(page, 'Overview');
  assert.equal(await page.getAttribute('#value-time', 'title'), average + ' s');
  const users = new Set(
    visits()
      .filter((v) => v.url === url)
      .map((v) => v.user),
  ).size;
  const shown = whole(await value(page, 'users'));
  assert.ok(Math.abs(shown - users) <= 5 * 0.023 * users, `${shown} users, which are ${users}`);
  assert.match((await tags(page, 'users'))[0], /^\u00b1\u2009\d+$/);
  await tab(page, 'Pages');
  await page.locator('#top-pages .alternative summary').click();
  const bins = await rows(page, 'Distribution of time on page');
  assert.equal(
    bins.reduce((sum, r) => sum + whole(r[1]), 0),
    Number(n),
  );
  await page.locator('.chip').click();
  assert.equal(await value(page, 'visits'), before);
  await choose(page, 'Top pages', url);
  await choose(page, 'Top pages', url);
  assert.equal(await value(page, 'visits'), before);
});

test('a category filters customers, and a customer filters categories', async () => {
  const page = await openReport(shop);
  const [category, spent] = (await rows(page, 'Revenue by category'))[1];
  await choose(page, 'Revenue by category', category);
  const customers = await rows(page, 'Revenue by customer');
  assert.equal(total(customers.map((r) => cents(r[1]))), cents(spent));
  assert.equal(await value(page, 'revenue'), spent);
  assert.equal(whole(await value(page, 'customers')), customers.length);
  const [customer, ofBoth] = customers[0];
  await choose(page, 'Revenue by customer', customer);
  assert.equal(await value(page, 'revenue'), ofBoth);
  await page.locator('.chip[data-what=category]').click();
  assert.equal(
    await value(page, 'revenue'),
    (await rows(page, 'Revenue by customer')).find((r) => r[0] === customer)[1],
  );
});

test('a period shows its days and compares them with the previous period', async () => {
  const page = await openReport(shop);
  await period(page, '2024-01-20', '2024-01-29');
  const between = (from, to) => customerDays().filter(([day]) => day >= from && day <= to);
  const sum = (days) =>
    (Number(total(days.map((r) => cents(r[2])))) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
  assert.equal(await value(page, 'revenue'), sum(between('2024-01-20', '2024-01-29')));
  assert.ok(
    (await page.textContent('#tile-revenue .change')).endsWith('from ' + sum(between('2024-01-10', '2024-01-19'))),
  );
  const days = visits().filter((v) => v.day >= '2024-01-20' && v.day <= '2024-01-29');
  const good = days.filter((v) => !Number.isNaN(v.seconds));
  assert.equal(whole(await value(page, 'visits')), good.length);
  assert.match(await page.textContent('.period'), /compared with Jan\s10 – Jan\s19, 2024/);
  await page.selectOption('#compare', 'none');
  assert.equal(await page.textContent('#tile-revenue .change'), '');
  await page.getByRole('button', { name: '7 days' }).click();
  assert.equal(await page.inputValue('#from'), '2024-02-03');
});

test('one day is exact, and several days match the estimate of Java', async () => {
  const page = await openReport(shop);
  await period(page, sketch.from, sketch.to);
  assert.equal(whole(await value(page, 'users')), sketch.users);
  assert.deepEqual(await tags(page, 'users'), ['\u00b1\u2009' + Math.round((sketch.users * 1.04) / Math.sqrt(2048))]);
  await period(page, '2024-01-07', '2024-01-07');
  assert.equal(
    whole(await value(page, 'users')),
    new Set(
      visits()
        .filter((v) => v.day === '2024-01-07')
        .map((v) => v.user),
    ).size,
  );
  assert.deepEqual(await tags(page, 'users'), []);
});

test('a period outside the data is partial', async () => {
  const page = await openReport(shop);
  await period(page, '2023-12-01', '2024-01-10');
  assert.deepEqual(await tags(page, 'visits'), ['partial']);
  assert.match(await page.textContent('.gaps'), /Visits start on Jan\s1, 2024\. Purchases start on Jan\s1, 2024/);
  await period(page, '2023-11-01', '2023-11-30');
  assert.equal(await value(page, 'visits'), '0');
  await tab(page, 'Pages');
  assert.equal(await table(page, 'Top pages').locator('td.empty').textContent(), 'No visits in this period.');
  await pictureOfAll(page, 'nothing-in-the-period');
});

test('daily conversion is the share of daily visitors who bought on that day', async () => {
  const page = await openReport(shop);
  const bought = new Set(
    customerDays()
      .filter((r) => Number(r[2]) > 0)
      .map(([day, customer]) => day + ' ' + customer),
  );
  const userDays = new Set(visits().map((v) => v.day + ' ' + v.user));
  const buyerDays = Array.from(userDays).filter((one) => bought.has(one));
  const percent = (share, decimals) => (100 * share).toFixed(decimals) + '\u202f%';
  assert.equal(await value(page, 'conversion'), percent(buyerDays.length / userDays.size, 2));
  const buyers = new Set(buyerDays.map((one) => one.slice(11))).size;
  const users = new Set(visits().map((v) => v.user)).size;
  assert.equal(
    await page.textContent('#tile-conversion .change'),
    percent(buyers / users, 1) + ' of the visitors of the period',
  );
  await page.locator('#conversion .alternative summary').click();
  const daily = (await rows(page, 'Share of visitors who bought')).map((r) => parseFloat(r[3]));
  assert.ok(Math.max(...daily) >= (100 * buyerDays.length) / userDays.size);
});

// ---- Tables ------------------------------------------------------------------------------------------------------

test('a table can be sorted, filtered and saved', async () => {
  const page = await openReport(shop);
  await tab(page, 'Pages');
  const pages = table(page, 'Top pages');
  const heading = pages.locator('th', { hasText: 'Visits' });
  await heading.getByRole('button').click();
  assert.equal(await heading.getAttribute('aria-sort'), 'descending');
  await heading.getByRole('button').press('Enter');
  assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
  assert.ok(
    await heading.getByRole('button').evaluate((b) => b === document.activeElement),
    'the heading has kept the focus',
  );
  const visitsShown = (await rows(page, 'Top pages')).map((r) => whole(r[1]));
  assert.deepEqual(
    visitsShown,
    visitsShown.slice().sort((a, b) => a - b),
  );
  await pages.getByRole('searchbox').fill('REF=HOME');
  const matching = urls().filter(([url]) => url.includes('ref=home'));
  assert.ok(matching.length > 0);
  assert.equal((await rows(page, 'Top pages')).length, matching.length);
  await pages.getByRole('searchbox').fill('no such page');
  assert.equal(await pages.locator('td.empty').textContent(), 'No matches.');
  await pages.getByRole('searchbox').fill('');
  await heading.getByRole('button').click();
  const { name, text } = await downloaded(page, () => pages.getByRole('button', { name: /CSV/ }).click());
  assert.equal(name, 'pages.csv');
  const numbers = (r) => [r[0], Number(r[1]), Number(r[2]), r[3]];
  assert.deepEqual(parseCsv(text)[0], [
    'url',
    'visits',
    'total_time_spent',
    'average_time_spent',
    'landings',
    'exits',
    'bounce_rate',
    'revenue_touched',
  ]);
  const byUrl = (a, b) => (a[0] < b[0] ? -1 : 1);
  assert.deepEqual(parseCsv(text).slice(1).map(numbers).sort(byUrl), urls().map(numbers).sort(byUrl));
});

// ---- Looks -------------------------------------------------------------------------------------------------------

for (const [theme, width] of [
  ['light', 360],
  ['dark', 360],
  ['light', 1280],
  ['dark', 1920],
]) {
  test(`it is readable and accessible: ${theme}, ${width} px`, async () => {
    const page = await openReport(shop, { width, theme });
    await page.getByRole('button', { name: '28 days' }).click();
    await tab(page, 'Pages');
    await page.locator('#top-pages .pick').first().click();
    for (const label of await page.getByRole('tab').allTextContents()) {
      await tab(page, label);
      const details = page.locator('[role=tabpanel]:not([hidden]) :is(.alternative, .examples) summary:visible');
      for (const one of await details.all()) await one.click();
      await assertFitsItsWidth(page);
      await assertAccessible(page, label);
      for (const one of await details.all()) await one.click();
      await pictureOfAll(page, `report-${theme}-${width}-${label.split(' ')[0].toLowerCase()}`);
    }
  });
}

test('is usable from the keyboard', async () => {
  const page = await openReport(shop);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the report');
  await page.keyboard.press('Enter');
  // The browser moves the focus with the next frame.
  await page.waitForFunction(() => document.activeElement.id === 'report');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '7 days');
  await page.keyboard.press('Space');
  assert.match(await page.textContent('.period'), /7\sdays/);
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
});

test('remembers the theme', async () => {
  const page = await openReport(shop);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  await page.waitForSelector('main[data-ready]');
  assert.equal(await background(), dark);
});

test('prints in the light theme without controls', async () => {
  const page = await openReport(shop, { width: 720, theme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await page.locator('.presets').isVisible(), false);
  assert.equal(await page.locator('#value-visits').isVisible(), true);
  await assertFitsItsWidth(page);
  await pictureOfAll(page, 'report-on-paper');
});

test('a chart shows the values under the pointer', async () => {
  const page = await openReport(naughty);
  for (const chart of await page.locator('.chart:visible').all()) {
    await chart.scrollIntoViewIfNeeded();
    await chart.hover();
  }
  await picture(page, 'tooltip');
});

// ---- Data of all kinds -------------------------------------------------------------------------------------------

test('shows every naughty string as text', async () => {
  const page = await openReport(naughty);
  const cut = (s) => (s.length <= 1000 ? s : s.slice(0, 1000) + `… (${s.length} characters)`);
  const visible = await page.evaluate((all) => all.map((s) => window.Footfall.format.visible(s)), strings.map(cut));
  const sorted = (all) => all.slice().sort();
  assert.deepEqual(sorted((await rows(page, 'Top pages')).map((r) => r[0])), sorted(visible));
  assert.deepEqual(sorted((await rows(page, 'Revenue by customer')).map((r) => r[0])), sorted(visible));
  const categories = (await rows(page, 'Revenue by category'))
    .map((r) => r[0])
    .filter((name) => !name.startsWith('All other'));
  assert.deepEqual(
    categories.filter((name) => !visible.includes(name)),
    [],
  );
  // An address has the same order in every script; a name has that of its own.
  assert.equal(await page.locator('#top-pages tbody bdi:not([dir=ltr])').count(), 0);
  assert.equal(await page.locator('#panel-products tbody bdi[dir]').count(), 0);
  assert.equal(await page.title(), '<b>{title}</b>');
  assert.equal(await page.textContent('h1'), '<b>{title}</b>');
  assert.equal(
    await page.locator('#report :is(img, svg, b, script, [onerror], [onload], [onfocus], [style*=url])').count(),
    0,
  );
});

test('filters by naughty strings', async () => {
  const page = await openReport(naughty);
  await rows(page, 'Top pages');
  const chosen = await page.locator('#top-pages .pick').evaluateAll((buttons) =>
    buttons
      .map((_, i) => i)
      .filter((i) => i % 5 === 0)
      .map((i) => {
        // Each click recreates the rows.
        const now = document.querySelectorAll('#top-pages .pick')[i];
        now.click();
        return [now.textContent, document.querySelector('.chip .data').textContent];
      }),
  );
  assert.equal(chosen.length, Math.ceil(strings.length / 5));
  for (const [text, chip] of chosen) assert.equal(chip, text);
  await tab(page, 'Products and customers');
  await page.locator('#products .pick').first().click();
  await assertAccessible(page);
  await pictureOfAll(page, 'naughty');
});

test('naughty strings fit a phone', async () => {
  const page = await openReport(naughty, { width: 360, theme: 'dark' });
  await rows(page, 'Top pages');
  await rows(page, 'Revenue by customer');
  await tab(page, 'Pages');
  await page.locator('#top-pages .pick').nth(5).click();
  await assertFitsItsWidth(page);
  await pictureOfAll(page, 'naughty-360');
});

test('saves every string, and none as a formula', async () => {
  const page = await openReport(naughty);
  await tab(page, 'Pages');
  const saved = [
    await downloaded(page, () => table(page, 'Top pages').getByRole('button', { name: /CSV/ }).click()),
    await downloaded(page, () => page.getByRole('button', { name: /pages, all days/ }).click()),
  ];
  await tab(page, 'Products and customers');
  saved.push(
    await downloaded(page, () => table(page, 'Revenue by customer').getByRole('button', { name: /CSV/ }).click()),
  );
  for (const { name, text } of saved) {
    const records = parseCsv(text).slice(1);
    assert.equal(records.length, strings.length, name);
    for (const row of records) {
      for (const field of row)
        assert.ok(!/^[=+\-@\t\r]/.test(field) || /^-?\d+(\.\d+)?$/.test(field), name + ': ' + JSON.stringify(field));
    }
  }
  const all = new Set(
    parseCsv(saved[1].text)
      .slice(1)
      .map((r) => r[0]),
  );
  const isNumber = (s) => /^-?\d+(\.\d+)?$/.test(s);
  const expected = strings.map((s) => (/^[=+\-@\t\r]/.test(s) && !isNumber(s) ? "'" + s : s));
  assert.deepEqual(
    expected.filter((s) => !all.has(s)),
    [],
  );
  const made = await page.evaluate(
    (texts) => texts.map(window.Footfall.format.csvField),
    fields.map(({ text }) => text),
  );
  assert.deepEqual(
    made,
    fields.map(({ field }) => field),
  );
});

test('a file with 100,000 pages is smaller than 5 MB', async () => {
  assert.ok(fs.statSync(fileURLToPath(large)).size < 5e6);
  const page = await openReport(large);
  await tab(page, 'Pages');
  const known = read('large', 'v', 'urls.csv');
  assert.ok(known.length > 90_000, String(known.length));
  const it = table(page, 'Top pages');
  assert.equal(await it.locator('tbody tr:not(.rest)').count(), 15);
  assert.match(
    await it.locator('tr.rest').textContent(),
    new RegExp(`All other pages \\(${(known.length - 2000).toLocaleString('en-US')}\\)`),
  );
  assert.equal(
    whole(await value(page, 'visits')),
    known.reduce((n, r) => n + Number(r[1]), 0),
  );
  await tab(page, 'Pages');
  await it.getByRole('searchbox').fill(known[1999][0]);
  assert.equal(await it.locator('tbody tr').count(), 1);
  const { text } = await downloaded(page, () => page.getByRole('button', { name: /pages, all days/ }).click());
  const numbers = (r) => [r[0], Number(r[1]), Number(r[2]), r[3]];
  assert.deepEqual(parseCsv(text).slice(1).map(numbers), known.map(numbers));
  await picture(page, 'large');
});

test('shows that there is no data, and keeps the filters when data arrives', async () => {
  const page = await openReport(shop);
  const [url] = urls()[1];
  await choose(page, 'Top pages', url);
  const again = await page.evaluate(async () => {
    const packed = Uint8Array.from(atob(document.getElementById('data').textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
  });
  await page.evaluate((json) => window.Footfall.update(json), again);
  assert.equal(await page.locator('.chip .data').textContent(), url);
  await page.evaluate(
    (json) =>
      window.Footfall.update({
        format: 2,
        title: json.title,
        source: json.source,
        version: json.version,
        made: json.made,
        zone: json.zone,
        maxRejectRatio: json.maxRejectRatio,
        days: [],
      }),
    again,
  );
  assert.equal(await page.textContent('.period'), 'No data yet.');
  await tab(page, 'Overview');
  assert.match(await page.textContent('#visits'), /The source has no visits/);
  assert.match(await page.textContent('#purchases'), /The source has no purchases/);
  await tab(page, 'Overview');
  await assertAccessible(page);
  await pictureOfAll(page, 'no-data');
  await page.evaluate((json) => window.Footfall.update(json), again);
  assert.equal(whole(await value(page, 'visits')), Number(read('shop', 'v', 'summary.csv')[0][0]));
});
