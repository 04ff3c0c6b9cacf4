// Runs the tests of one file in one browser and reports to standard output, one JSON object per line:
//   {"test": NAME}  {"test": NAME, "error": TEXT}  {"ask": WHAT, "id": N, "argument": TEXT}  {"end": N}
// Reads answers from standard input: {"id": N, "answer": TEXT} or {"id": N, "error": TEXT}. Exits at the end of
// its input, so that neither the process nor the browser outlives the tests.
//
// FOOTFALL_BROWSER_TESTS names a file with {"chromium": PATH, "pictures": FOLDER, "only": TEXT, "parameters": {...}}
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { chromium } = require('playwright-core');
const { internal } = require('./browser');
const { tests, opened, state, settings, answered, send, MOST_MS } = internal;

readline.createInterface({ input: process.stdin }).on('line', (line) => answered(JSON.parse(line)));
process.stdin.on('end', () => stop(0));

async function stop(status) {
  await state.browser?.close().catch(() => {});
  process.exit(status);
}

async function within(name, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the test is not over after ${MOST_MS / 1000} s`)), MOST_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function runOne({ name, body }) {
  const start = Date.now();
  let error;
  try {
    await within(name, Promise.resolve().then(body));
    const complaints = opened.flatMap((o) => o.complaints);
    if (complaints.length) throw new Error('the page complains:\n  ' + complaints.join('\n  '));
  } catch (e) {
    error = `${e.stack || e}`;
    const complaints = opened.flatMap((o) => o.complaints);
    if (complaints.length && !error.includes(complaints[0]))
      error += '\nthe page complains:\n  ' + complaints.join('\n  ');
    for (const [i, { page }] of opened.entries()) {
      const file = path.join(
        settings.pictures,
        `failed-${name.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 80)}${i || ''}.png`,
      );
      await page.screenshot({ path: file, timeout: MOST_MS / 2 }).then(
        () => (error += `\npicture: ${file}\npage: ${page.url()}`),
        () => {},
      );
    }
  }
  for (const { context } of opened.splice(0)) await context.close().catch(() => {});
  process.stderr.write(`${error ? 'failed' : 'passed'} after ${Date.now() - start} ms: ${name}\n`);
  send({ test: name, error });
}

async function main() {
  fs.mkdirSync(settings.pictures, { recursive: true });
  require(path.resolve(process.argv[2]));
  state.browser = await chromium.launch({
    executablePath: settings.chromium,
    timeout: MOST_MS,
    // Chromium has no sandbox for root.
    chromiumSandbox: process.getuid() !== 0,
    args: ['--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
  });
  let ran = 0;
  for (const one of tests) {
    if (settings.only && !one.name.includes(settings.only)) continue;
    await runOne(one);
    ran++;
  }
  send({ end: ran });
  await stop(0);
}

main().catch((e) => {
  process.stderr.write(`${e.stack || e}\n`);
  stop(1);
});
