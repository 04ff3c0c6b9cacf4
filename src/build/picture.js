// Takes a screenshot of a page: node picture.js HOME URL FILE HEIGHT. Called by pictures.sh.
const { createRequire } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');

const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

async function main([home, url, file, height]) {
  const { chromium } = createRequire(path.join(home, 'target/browser/'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.FOOTFALL_CHROMIUM || BROWSERS.find((candidate) => fs.existsSync(candidate)),
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: Number(height) }, reducedMotion: 'reduce' });
    await page.goto(url);
    await page.locator('canvas').first().waitFor();
    await page.screenshot({ path: file, animations: 'disabled' });
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
