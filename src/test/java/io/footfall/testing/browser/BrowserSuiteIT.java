package io.footfall.testing.browser;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Proves that failures in a browser fail a test. */
class BrowserSuiteIT {
  private static final Map<String, String> ERRORS =
      Map.of(
          "fails: an expectation is not met", "'no' !== 'yes'",
          "fails: a policy is violated", "Content Security Policy",
          "fails: a script throws", "thrown by the page",
          "fails: an image has no text", "critical image-alt",
          "fails: a page is too wide", "in a window of 360 px",
          "fails: the test in Java fails", "on purpose");

  @Test
  void reportsFailedBrowserTests() {
    BrowserSuite.assumeBrowser();
    List<BrowserSuite.Outcome> outcomes =
        BrowserSuite.of("browser.test.js")
            .with("expected", Map.of("rows", new ArrayList<>(Arrays.asList(1, "é", null))))
            .answering("double", text -> text + text)
            .answering(
                "fail",
                text -> {
                  throw new IllegalStateException("on purpose");
                })
            .outcomes();
    assertThat(outcomes.size(), is(4 + ERRORS.size()));
    for (BrowserSuite.Outcome outcome : outcomes) {
      String error = ERRORS.get(outcome.test());
      if (error == null) {
        assertThat(outcome.test() + outcome.error().orElse(""), is(outcome.test()));
      } else {
        assertThat(outcome.error().orElse("it passed"), containsString(error));
      }
    }
  }

  @Test
  void refusesAMissingFile() {
    BrowserSuite.assumeBrowser();
    List<BrowserSuite.Outcome> outcomes = BrowserSuite.of("nowhere.test.js").outcomes();
    assertThat(outcomes.size(), is(1));
    assertThat(
        outcomes.get(0).error().orElse("it passed"),
        allOf(containsString("broke off after 0 tests"), containsString("nowhere.test.js")));
  }
}
