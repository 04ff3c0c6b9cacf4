// The dashboard of a warehouse whose windows a stream writes; access requires a token.
const assert = require('node:assert/strict');
const { test, open, writeSql, picture, assertAccessible, assertFitsItsWidth, ask, parameters } = require('./browser');

async function logIn(page, token) {
  await page.fill('#token', token);
  await page.click('button:text("Log in")');
}

test('requires the token', async () => {
  const page = await open('/query#saved=top-pages', { mayComplain: (text) => text.includes('status of 401') });
  assert.equal(new URL(page.url()).pathname, '/login');
  await assertAccessible(page, 'the login');
  await picture(page, 'login');
  await logIn(page, 'open sesame');
  await page.locator('#said').filter({ hasText: 'Wrong token.' }).waitFor();
  await picture(page, 'login-wrong');
  await logIn(page, parameters.token);
  await page.waitForURL((url) => url.pathname === '/query');
  assert.ok(!page.url().includes(parameters.token));
  const cookies = await page.context().cookies();
  assert.ok(
    cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Strict' && cookie.value !== parameters.token),
  );
  await page.click('#logout button');
  await page.waitForSelector('#token');
  await page.goto('/');
  await page.waitForSelector('#token');
});

test('shows new and updated windows at once', async () => {
  const page = await open('/');
  await logIn(page, parameters.token);
  const visits = page.locator('#value-visits');
  await visits.filter({ hasText: /^120$/ }).waitFor();
  await page.waitForSelector('#live[data-state=live]');
  await ask('count', 30);
  await visits.filter({ hasText: /^150$/ }).waitFor();
  await ask('count', 45);
  await visits.filter({ hasText: /^165$/ }).waitFor();
  await page.locator('#fact-visits').filter({ hasText: '2024-03-01 12:00 UTC' }).waitFor();
  await page.locator('#fact-rejects').filter({ hasText: 'of 171 read' }).waitFor();
  await assertAccessible(page, 'a report of windows');
  await assertFitsItsWidth(page);
  await picture(page, 'windows', { fullPage: true });

  await page.click('nav a:text-is("Query")');
  await page.waitForURL((url) => url.pathname === '/query');
  await page.waitForSelector('main[data-ready]');
  await writeSql(page, 'SELECT url, visits FROM url_stats');
  await page.click('#run');
  await page.waitForSelector('#answer table');
  assert.deepEqual(await page.$$eval('#answer tbody td', (all) => all.map((cell) => cell.textContent)), [
    '/checkout',
    '165',
  ]);
});

test('keeps the last data while the warehouse is unavailable', async () => {
  const page = await open('/', { mayComplain: (text) => text.includes('status of 5') });
  await logIn(page, parameters.token);
  await page.locator('#value-visits').filter({ hasText: /^165$/ }).waitFor();
  await ask('stop');
  await page.locator('#trouble').filter({ hasText: 'currently unavailable' }).waitFor();
  await page.waitForSelector('#live[data-state=stale]');
  assert.equal(await page.textContent('#value-visits'), '165');
  await assertAccessible(page, 'a warehouse that does not answer');
  await picture(page, 'trouble');
  assert.equal((await page.request.get('/readyz')).status(), 503);
  assert.equal((await page.request.get('/healthz')).status(), 200);
});
