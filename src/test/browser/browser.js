// What a file of browser tests asks for: `const { test, open, ... } = require('./browser')`. run.js runs the file.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const axe = require('axe-core');

// Generous: it is only spent by a test that fails.
const MOST_MS = 60_000;

const settings = JSON.parse(fs.readFileSync(process.env.FOOTFALL_BROWSER_TESTS, 'utf8'));
const tests = [];
const opened = [];
const state = { browser: null };

/** Declares a test. They run one after the other, in the order of the file, in one browser. */
function test(name, body) {
  tests.push({ name, body });
}

/**
 * Opens a page in a context of its own (no cookies, no storage), which is closed after the test.
 * What the page says on its console at the level of an error, an exception that nothing catches, and every
 * violation of its content security policy fail the test, unless `mayComplain(text)` says that it is expected.
 *
 * @param {string} url of http, or a file:// one; with `baseURL` in the parameters a path is enough
 * @param {{width?: number, height?: number, theme?: 'light' | 'dark', mayComplain?: (text: string) => boolean}} how
 *   besides these, everything that Playwright's newContext takes
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

/** Keeps a picture of the page, or of one part of it, as NAME.png in the folder of the suite. */
async function picture(page, name, how = {}) {
  await page.screenshot({ path: path.join(settings.pictures, `${name}.png`), animations: 'disabled', ...how });
}

/** Fails if axe-core finds what keeps somebody from using the page: an issue that is serious or critical. */
async function assertAccessible(page, what = 'the page') {
  // Evaluated over the browser's own protocol: the page's content security policy would take no script tag.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    // eslint-disable-next-line no-undef
    axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
  );
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  assert.ok(
    serious.length === 0,
    `axe-core finds in ${what}:\n` +
      serious
        .map((v) => `  ${v.impact} ${v.id}: ${v.help}\n` + v.nodes.slice(0, 5).map((n) => `    ${n.html}\n      ${n.failureSummary.replace(/\n/g, '\n      ')}`).join('\n'))
        .join('\n')
  );
}

/** The text of what is downloaded when `action` is done, and the name that it would be saved as. */
async function downloaded(page, action) {
  const [download] = await Promise.all([page.waitForEvent('download'), action()]);
  return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), 'utf8') };
}

/** Fails if the page stays wider than its window: then a reader has to scroll sideways. Charts need a moment. */
async function assertFitsItsWidth(page) {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  try {
    await page.waitForFunction(fits, null, { timeout: MOST_MS / 6 });
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

/** Has the JUnit test do something (`answering(what, ...)` there) and gives what it answers, a text. */
function ask(what, argument = '') {
  const id = ++questions;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    tell({ ask: what, id, argument: String(argument) });
  });
}

function answered({ id, answer, error }) {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) resolve(answer);
  else reject(new Error(error));
}

/** One line to the JUnit test. */
function tell(what) {
  fs.writeSync(1, JSON.stringify(what) + '\n');
}

module.exports = {
  test,
  open,
  picture,
  assertAccessible,
  assertFitsItsWidth,
  downloaded,
  ask,
  parameters: settings.parameters,
  // For run.js alone.
  internal: { tests, opened, state, settings, answered, tell, MOST_MS },
};
