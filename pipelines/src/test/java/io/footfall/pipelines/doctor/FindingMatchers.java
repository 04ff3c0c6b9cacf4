package io.footfall.pipelines.doctor;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.doctor.Finding.Level;
import java.util.Optional;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeMatcher;

/** Matchers for the level and the text of a {@link Finding}. */
final class FindingMatchers extends TypeSafeMatcher<Optional<Finding>> {
  private final Level level;
  private final Matcher<String> text;

  private FindingMatchers(Level level, Matcher<String> text) {
    this.level = level;
    this.text = text;
  }

  static Matcher<Optional<Finding>> ok(String text) {
    return new FindingMatchers(Level.OK, containsString(text));
  }

  static Matcher<Optional<Finding>> warns(String text) {
    return new FindingMatchers(Level.WARNING, containsString(text));
  }

  static Matcher<Optional<Finding>> refuses(String text) {
    return new FindingMatchers(Level.REFUSED, containsString(text));
  }

  /** Matches a check that does not apply to the plan. */
  static Matcher<Optional<Finding>> saysNothing() {
    return is(Optional.empty());
  }

  @Override
  protected boolean matchesSafely(Optional<Finding> found) {
    return found.isPresent()
        && found.get().level() == level
        && text.matches(found.get().text())
        // A line per check.
        && not(containsString("\n")).matches(found.get().text());
  }

  @Override
  public void describeTo(Description description) {
    description.appendText(level + ", one line, ").appendDescriptionOf(text);
  }
}
