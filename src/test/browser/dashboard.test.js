// The dashboard of a lake that starts empty; batches are sealed while the pages are open.
const assert = require('node:assert/strict');
const {
  test,
  open,
  picture,
  writeSql,
  assertAccessible,
  assertFitsItsWidth,
  downloaded,
  ask,
  parameters,
} = require('./browser');

const ready = (page) => page.waitForSelector('main[data-ready]');
const tile = (page, id) => page.locator(`#value-${id}`);

async function answered(page) {
  await page.waitForFunction(() => document.querySelector('.answer').getAttribute('aria-busy') === 'false');
}

async function asks(page, sql) {
  await writeSql(page, sql);
  await page.press('.cm-content', 'Control+Enter');
  await answered(page);
}

const cells = (page) =>
  page.$$eval('#answer tbody tr', (rows) => rows.map((row) => Array.from(row.cells, (cell) => cell.textContent)));

test('shows that the lake is empty, then its first batch', async () => {
  const page = await open('/');
  await page.waitForSelector('#nothing');
  await page.waitForSelector('#live[data-state=live]');
  await assertAccessible(page, 'the page of an empty lake');
  await picture(page, 'empty');
  const narrow = await open('/', { width: 360, height: 740, theme: 'dark' });
  await narrow.waitForSelector('#nothing');
  await assertFitsItsWidth(narrow);
  await picture(narrow, 'empty-narrow-dark');

  await ask('seal', 'first');
  await tile(page, 'visits').filter({ hasText: parameters.first.visits }).waitFor();
  assert.equal(await tile(page, 'users').textContent(), parameters.first.users);
  assert.equal(await page.locator('#nothing').count(), 0);
});

test('follows the lake and keeps the filters', async () => {
  const page = await open('/');
  await ready(page);
  await page.click('button:text-is("7 days")');
  const chosen = await page.inputValue('#from');
  const before = await tile(page, 'visits').textContent();
  await ask('seal', 'second');
  await page.waitForFunction((old) => document.querySelector('#value-visits').textContent !== old, before);
  assert.equal(await page.getAttribute('button:text-is("7 days")', 'aria-pressed'), 'true');
  assert.notEqual(chosen, '');
  await page.click('button:text-is("All")');
  assert.equal(await tile(page, 'visits').textContent(), parameters.second.visits);
  await page.locator('#fact-load').filter({ hasText: 'second' }).waitFor();
  await page.locator('#fact-rejects').filter({ hasText: parameters.rejected }).waitFor();
});

const LOOKS = [
  ['light', 1280],
  ['light', 360],
  ['dark', 1280],
  ['dark', 360],
];

/** Checks a page in both themes, wide and narrow. */
async function looks(page, name) {
  await page.waitForSelector('#live[data-state=live]');
  for (const [theme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await assertFitsItsWidth(page);
    await picture(page, `${name}-${theme}-${width}`);
    if ((theme === 'light') === (width === 1280)) await assertAccessible(page, `${name}, ${theme}, ${width} px`);
  }
}

test('the report is usable in both themes, wide and narrow', async () => {
  const page = await open('/');
  await ready(page);
  await looks(page, 'report');
});

test('runs a saved query from the list and from its address', async () => {
  const page = await open('/query');
  await ready(page);
  await page.click('#saved button[data-name=top-pages]');
  await page.waitForSelector('#answer table');
  const rows = await cells(page);
  const top = rows.find((row) => row[0] === parameters.topPage.url);
  assert.equal(top[1], parameters.topPage.visits);
  assert.equal(new URL(page.url()).hash, '#saved=top-pages');
  assert.match(await page.textContent('#said'), /^\d+ rows? in /);
  assert.match(await page.textContent('#question'), /\?/);

  const shared = await open(page.url());
  await shared.waitForSelector('#answer table');
  assert.deepEqual(await cells(shared), rows);
  assert.equal(await shared.getAttribute('#saved button[data-name=top-pages]', 'aria-current'), 'true');
});

test('shows SQL from an address but does not run it', async () => {
  const page = await open('/query#sql=' + encodeURIComponent('SELECT 6 * 7 AS answer'));
  await ready(page);
  assert.equal(await page.inputValue('#sql'), 'SELECT 6 * 7 AS answer');
  assert.equal(await page.locator('#answer table').count(), 0);
  await page.click('#run');
  await answered(page);
  assert.deepEqual(await cells(page), [['42']]);
});

test('shows types, truncation and empty results', async () => {
  const page = await open('/query');
  await ready(page);
  await asks(page, "SELECT 9007199254740993 AS big, CAST(1.5 AS DECIMAL(9,3)) AS price, NULL AS nothing, '' AS empty");
  assert.deepEqual(await cells(page), [['9007199254740993', '1.50', 'null', '']]);
  assert.deepEqual(await page.$$eval('#answer thead .type', (types) => types.map((t) => t.textContent)), [
    'bigint',
    'decimal(9,3)',
    'integer',
    'varchar',
  ]);
  await asks(page, 'SELECT * FROM range(1000)');
  await page.waitForSelector('.cut');
  assert.match(await page.textContent('.cut'), /first 500 rows/);
  await page.click('button:text("more of")');
  assert.equal((await cells(page)).length, 400);
  await asks(page, 'SELECT 1 WHERE false');
  assert.match(await page.textContent('#answer'), /No rows\./);
});

test('sorts, groups digits and keeps a draft', async () => {
  const page = await open('/query');
  await ready(page);
  await asks(page, "SELECT * FROM (VALUES (1234567.5, 'b'), (NULL, 'c'), (20, 'a')) t(n, s)");
  const column = async (index) => (await cells(page)).map((row) => row[index]);
  await page.click('#answer th:nth-child(1) .sort');
  assert.deepEqual(await column(1), ['b', 'a', 'c']);
  assert.equal(await page.getAttribute('#answer th:nth-child(1)', 'aria-sort'), 'descending');
  await page.click('#answer th:nth-child(1) .sort');
  assert.deepEqual(await column(1), ['a', 'b', 'c']);
  await page.check('#grouped');
  assert.deepEqual(await column(0), ['20.0', '1,234,567.5', 'null']);
  await assertAccessible(page, 'a sorted result');
  await writeSql(page, 'SELECT 42 AS draft');
  await page.goto(new URL('/query', page.url()).href);
  await ready(page);
  assert.equal(await page.inputValue('#sql'), 'SELECT 42 AS draft');
  assert.equal(await page.isChecked('#grouped'), true);
});

test('completes tables and columns, and colors SQL', async () => {
  const page = await open('/query');
  await ready(page);
  await page.focus('.cm-content');
  const list = page.locator('.cm-tooltip-autocomplete');
  await page.keyboard.type('select count(*) from url_st');
  await list.locator('li', { hasText: 'url_stats' }).waitFor();
  await picture(page, 'query-completion');
  await list.locator('li', { hasText: 'url_stats' }).click();
  await list.waitFor({ state: 'detached' });
  assert.equal(await page.inputValue('#sql'), 'select count(*) from url_stats');
  await page.keyboard.type(' where visits.');
  await list.locator('li', { hasText: 'page_view_duration' }).waitFor();
  await page.keyboard.press('Escape');
  const color = (text) =>
    page
      .locator('.cm-line span', { hasText: new RegExp('^' + text + '$') })
      .first()
      .evaluate((span) => getComputedStyle(span).color);
  assert.notEqual(
    await color('select'),
    await page.locator('.cm-content').evaluate((line) => getComputedStyle(line).color),
  );
  await assertAccessible(page, 'the editor');
});

test('draws a result as lines and bars', async () => {
  const page = await open('/query');
  await ready(page);
  await asks(page, "SELECT 'p' || range AS page, range * 2 AS visits, range % 3 AS users FROM range(12)");
  assert.equal(await page.locator('.result-chart .chart').isVisible(), false);
  for (const kind of ['Line', 'Bar']) {
    await page.click(`.kinds button:text-is("${kind}")`);
    await page.waitForSelector('.result-chart canvas');
    assert.equal(await page.getAttribute('.result-chart .chart', 'aria-label'), 'Result. visits, users by page.');
    assert.deepEqual(await page.locator('.result-chart .key').allTextContents(), ['visits', 'users']);
    await assertAccessible(page, 'a chart of a result');
    await picture(page, 'query-' + kind.toLowerCase(), { fullPage: true });
  }
  await page.selectOption('#axis', { label: 'users' });
  assert.equal(await page.getAttribute('.result-chart .chart', 'aria-label'), 'Result. visits by users.');
  await asks(page, "SELECT 'a' AS word");
  assert.equal(await page.locator('.kinds').isVisible(), false);
});

test('points at the position of a syntax error', async () => {
  const page = await open('/query', { mayComplain: (text) => text.includes('status of 400') });
  await ready(page);
  await asks(page, 'SELECT url\nFROM visits\nWHRE url = 1');
  const failed = page.locator('#failed');
  await failed.waitFor();
  assert.match(await failed.textContent(), /syntax error/);
  assert.match(await failed.textContent(), /line 3, column/);
  await assertAccessible(page, 'a syntax error');
  await picture(page, 'query-wrong');
  for (const sql of ["COPY (SELECT 1) TO 'x.csv'", "SELECT * FROM read_text('/etc/passwd')", 'SELECT 1; SELECT 2']) {
    await asks(page, sql);
    await failed.waitFor();
    assert.equal(await page.locator('#answer table').count(), 0);
  }
});

test('cancels a running query', async () => {
  const page = await open('/query');
  await ready(page);
  await writeSql(page, 'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range = 7');
  await page.click('#run');
  await page.click('#cancel');
  await page.locator('#failed').filter({ hasText: 'cancelled' }).waitFor();
  await asks(page, 'SELECT 1 AS one');
  assert.deepEqual(await cells(page), [['1']]);
});

test('downloads results and tables without formulas', async () => {
  const page = await open('/query');
  await ready(page);
  await writeSql(page, "SELECT '=1+1' AS cell UNION ALL SELECT '-5' ORDER BY 1");
  const answer = await downloaded(page, () => page.click('#csv'));
  assert.equal(answer.name, 'query.csv');
  assert.equal(answer.text, '\ufeffcell\n-5\n"\'=1+1"\n');
  const table = await downloaded(page, () => page.click('a[href="/tables/url_stats.csv"]'));
  assert.equal(table.name, 'url_stats.csv');
  assert.match(table.text, /^\ufeffevent_date,url,visits,total_time_spent,timed_visits\n/);
  assert.ok(table.text.includes(',' + parameters.topPage.url + ','));
});

test('treats naughty strings as text in data, SQL and files', async () => {
  const page = await open('/query');
  await ready(page);
  await asks(page, 'SELECT DISTINCT url FROM visits ORDER BY url');
  while (await page.locator('#answer .foot button').isVisible()) await page.click('#answer .foot button');
  const shown = (await cells(page)).map((row) => row[0]);
  const visible = await page.evaluate((texts) => texts.map(window.Footfall.format.visible), parameters.naughty);
  for (const text of visible) assert.ok(shown.includes(text), JSON.stringify(text));
  await page.locator('#answer').scrollIntoViewIfNeeded();
  await assertFitsItsWidth(page);
  await picture(page, 'query-naughty');
  assert.equal(
    await page.evaluate(
      () => document.querySelectorAll('#answer script, #answer img, #answer iframe, #answer svg').length,
    ),
    0,
  );

  // DuckDB reads NUL as the end of a statement.
  const sayable = parameters.naughty.filter((text) => !text.includes('\0'));
  // An editor normalizes line breaks.
  const typed = sayable.map((text) => text.replace(/\r\n?/g, '\n'));
  const said = await page.evaluate((texts) => texts.map(window.Footfall.format.visible), typed);
  const all = sayable.map((text) => `SELECT '${text.replace(/'/g, "''")}' AS "<script>alert(1)</script>"`);
  await page.goto(new URL('/query#sql=' + encodeURIComponent(all.join(' UNION ALL ')), page.url()).href);
  await page.waitForFunction(() => document.querySelector('#said').textContent.startsWith('This query came'));
  await page.click('#run');
  await answered(page);
  assert.deepEqual((await cells(page)).map((row) => row[0]).sort(), said.sort());

  const table = await downloaded(page, () => page.click('a[href="/tables/url_stats.csv"]'));
  const fields = table.text.split(/\n(?=\d{4}-)/).map((line) => line.split(',').slice(1).join(','));
  for (const field of fields) assert.doesNotMatch(field, /^"?[=@\t\r]/, field);

  const report = await open('/');
  await ready(report);
  await assertFitsItsWidth(report);
});

test('queries run from the keyboard, in both themes, wide and narrow', async () => {
  const answeredPage = await open('/query#saved=time-on-page');
  await answeredPage.waitForSelector('#answer table');
  await looks(answeredPage, 'query');
  const page = await open('/query');
  await ready(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.focus('.cm-content');
  await page.keyboard.type('SELECT 1 AS one');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'run');
  await page.keyboard.press('Enter');
  await answered(page);
  await page.waitForSelector('#answer table');
});

test('both pages share the theme', async () => {
  const page = await open('/', { theme: 'light' });
  await page.click('#theme');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await page.click('nav a:text-is("Query")');
  await page.waitForURL((url) => url.pathname === '/query');
  await ready(page);
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
});

test('shows the numbers of the CSV reports', async () => {
  const page = await open('/query');
  await ready(page);
  await asks(page, 'SELECT count(*) AS visits, count(DISTINCT user_id) AS users FROM visits');
  assert.deepEqual(await cells(page), [
    [parameters.second.visits, parameters.second.users].map((n) => n.replace(/,/g, '')),
  ]);
});

test('reconnects after a restart of the dashboard', async () => {
  const page = await open('/', { mayComplain: (text) => text.includes('net::ERR_') });
  await ready(page);
  await page.waitForSelector('#live[data-state=live]');
  await ask('stop');
  await page.waitForSelector('#live:not([data-state=live])');
  await picture(page, 'offline');
  await ask('seal', 'third');
  await ask('start');
  await page.waitForSelector('#live[data-state=live]');
  await tile(page, 'visits').filter({ hasText: parameters.third.visits }).waitFor();
});
