// The vocabulary of the browser tests: `const { test, open, ... } = require('./browser')`. run.js runs the file.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const axe = require('axe-core');

// Generous, because only a failing test waits this long.
const MOST_MS = 300_000;

const settings = JSON.parse(fs.readFileSync(process.env.FOOTFALL_BROWSER_TESTS, 'utf8'));
const tests = [];
const opened = [];
const state = { browser: null };

/** Declares a test. Tests run in the order of the file, in one browser. */
function test(name, body) {
  tests.push({ name, body });
}

/**
 * Opens a page in a new context without cookies or storage; the context is closed after the test.
 * Console errors, uncaught exceptions and content security violations fail the test, unless `mayComplain(text)`
 * returns true for them.
 *
 * @param {string} url an http or file URL, or a path if the parameters have a `baseURL`
 * @param {{width?: number, height?: number, theme?: 'light' | 'dark', mayComplain?: (text: string) => boolean}} how
 *   also accepts every option of Playwright's newContext
 */
async function open(url, how = {}) {
  const { width = 1280, height = 800, theme = 'light', mayComplain = () => false, ...more } = how;
  const context = await state.browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
    baseURL: settings.parameters.baseURL,
    ...more,
  });
  context.setDefaultTimeout(MOST_MS / 2);
  const page = await context.newPage();
  const complaints = [];
  const complain = (text) => mayComplain(text) || complaints.push(text);
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complain(`exception: ${error.stack || error}`));
  page.on('dialog', (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  opened.push({ context, page, complaints });
  await page.goto(url);
  return page;
}

/** Saves a screenshot of the page as NAME.png in the directory of the suite. */
async function picture(page, name, how = {}) {
  await page.screenshot({ path: path.join(settings.pictures, `${name}.png`), animations: 'disabled', ...how });
}

/**
 * Writes SQL into the editor of the query page, line by line: where a browser itself replaces colored text, it tries
 * to keep its color in attributes, which the content security policy rejects.
 */
async function writeSql(page, sql) {
  await page.focus('.cm-content');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
  for (const [i, line] of sql.split('\n').entries()) {
    // Enter alone accepts a completion.
    if (i > 0) await page.keyboard.press('Shift+Enter');
    await page.keyboard.insertText(line);
  }
}

/** Fails if axe-core finds a serious or critical accessibility issue. */
async function assertAccessible(page, what = 'the page') {
  // Evaluated through the browser's protocol, because the content security policy rejects script tags.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    }),
  );
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  assert.ok(
    serious.length === 0,
    `axe-core finds in ${what}:\n` +
      serious
        .map(
          (v) =>
            `  ${v.impact} ${v.id}: ${v.help}\n` +
            v.nodes
              .slice(0, 5)
              .map((n) => `    ${n.html}\n      ${n.failureSummary.replace(/\n/g, '\n      ')}`)
              .join('\n'),
        )
        .join('\n'),
  );
}

/** Runs `action` and returns the name and the text of the file that it downloads. */
async function downloaded(page, action) {
  const [download] = await Promise.all([page.waitForEvent('download'), action()]);
  return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), 'utf8') };
}

/**
 * Fails if the page stays wider than its window. Waits, because charts adapt with a delay.
 *
 * @param {number} most the maximum wait in ms
 */
async function assertFitsItsWidth(page, most = MOST_MS / 2) {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  try {
    await page.waitForFunction(fits, null, { timeout: most });
  } catch (e) {
    const { wide, width } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      width: document.documentElement.clientWidth,
    }));
    assert.fail(`the page is ${wide} px wide in a window of ${width} px`);
  }
}

let questions = 0;
const waiting = new Map();

/** Asks the JUnit test to do something (`answering(what, ...)` there) and returns its answer, a text. */
function ask(what, argument = '') {
  const id = ++questions;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    send({ ask: what, id, argument: String(argument) });
  });
}

function answered({ id, answer, error }) {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) resolve(answer);
  else reject(new Error(error));
}

/** Sends one line to the JUnit test. */
function send(what) {
  // Unlike writeSync, this writes all of a long line.
  fs.writeFileSync(1, JSON.stringify(what) + '\n');
}

module.exports = {
  test,
  open,
  picture,
  writeSql,
  assertAccessible,
  assertFitsItsWidth,
  downloaded,
  ask,
  parameters: settings.parameters,
  // Only for run.js.
  internal: { tests, opened, state, settings, answered, send, MOST_MS },
};
