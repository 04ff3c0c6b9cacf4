/**
 * Tests in a real browser: the files of {@code src/test/browser}, run by Node.js in Chromium.
 * {@code mvn verify} installs the driver.
 */
package io.footfall.testing.browser;
