// Proves that browser tests can fail: BrowserSuiteIT expects the outcome of each test here.
const assert = require('node:assert/strict');
const { test, open, picture, assertAccessible, assertFitsItsWidth, downloaded, ask, parameters } = require('./browser');

const page = (body, head = '') =>
  'data:text/html;charset=utf-8,' +
  encodeURIComponent(
    `<!doctype html><html lang="en"><head><title>A page</title>${head}</head>` +
      `<body><main><h1>A page</h1>${body}</main></body></html>`,
  );

test('a page is read', async () => {
  const p = await open(page(`<p id="word"></p><script>document.getElementById('word').textContent = 6 * 7</script>`));
  assert.equal(await p.textContent('#word'), '42');
  await assertAccessible(p);
  await assertFitsItsWidth(p);
  await picture(p, 'a-page');
});

test('a parameter is passed', () => assert.deepEqual(parameters.expected, { rows: [1, 'é', null] }));

test('calls the Java test', async () => assert.equal(await ask('double', 'ab'), 'abab'));

test('a file is downloaded', async () => {
  const p = await open(page('<a id="a" download="x.csv" href="data:text/csv,a%2Cb">x</a>'));
  assert.deepEqual(await downloaded(p, () => p.click('#a')), { name: 'x.csv', text: 'a,b' });
});

test('fails: an expectation is not met', async () => {
  const p = await open(page('<p id="word">no</p>'));
  assert.equal(await p.textContent('#word'), 'yes');
});

test('fails: a policy is violated', async () => {
  await open(
    page(
      '<script>document.title = 1</script>',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`,
    ),
  );
});

test('fails: a script throws', async () => {
  await open(page('<script>throw new Error("thrown by the page")</script>'));
});

test('fails: an image has no text', async () => {
  const p = await open(page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC">'));
  await assertAccessible(p);
});

test('fails: a page is too wide', async () => {
  const p = await open(page('<pre>' + 'x'.repeat(500) + '</pre>'), { width: 360 });
  await assertFitsItsWidth(p, 1_000);
});

test('fails: the test in Java fails', async () => {
  await ask('fail');
});
