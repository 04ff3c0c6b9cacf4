package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects the problems of a command line, so that one message reports all of them. */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  /**
   * Adds a problem: a sentence that begins with the wrong option and says what was expected. An
   * option with a wrong value counts as absent; that it is required is then not added.
   */
  public void add(String problem) {
    int required = problem.indexOf(" is required");
    String option = required < 0 ? "" : problem.substring(0, required);
    boolean hasValue =
        required >= 0
            && found.stream()
                .anyMatch(p -> p.startsWith(option + " ") || p.startsWith(option + "="));
    if (!hasValue && !found.contains(problem)) {
      found.add(problem);
    }
  }

  /**
   * Parses a value, and collects the problem if it is invalid.
   *
   * @param parse throws a {@link FootfallException} of kind {@link Kind#USAGE} for an invalid value
   * @param fallback what to return then
   */
  public <T> T check(Supplier<T> parse, T fallback) {
    try {
      return parse.get();
    } catch (FootfallException e) {
      if (e.kind() != Kind.USAGE) {
        throw e;
      }
      add(String.valueOf(e.getMessage()));
      return fallback;
    }
  }

  /**
   * Reports all problems at once.
   *
   * @throws FootfallException of kind {@link Kind#USAGE} if there is one
   */
  public void throwIfAny() {
    if (found.size() == 1) {
      throw FootfallException.usage(found.get(0));
    }
    if (!found.isEmpty()) {
      throw FootfallException.usage(
          "The command line has " + found.size() + " problems.\n  " + String.join("\n  ", found));
    }
  }
}
