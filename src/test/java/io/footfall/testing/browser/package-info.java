/**
 * Tests in a real browser: the files of {@code src/test/browser}, which Node.js runs in Chromium.
 * {@code mvn verify} installs what drives it.
 */
package io.footfall.testing.browser;
