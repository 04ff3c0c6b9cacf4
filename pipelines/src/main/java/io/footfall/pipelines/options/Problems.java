package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collects the problems of a command line, so that one message reports all of them. */
public final class Problems {
  private final List<FootfallException> found = new ArrayList<>();

  /**
   * Adds a problem: a sentence that begins with the wrong option and states what was expected.
   * Ignores a missing required option if another problem was reported for it.
   */
  public void add(String problem) {
    add(FootfallException.usage(problem));
  }

  private void add(FootfallException problem) {
    String text = String.valueOf(problem.getMessage());
    int required = text.indexOf(" is required");
    String option = required < 0 ? "" : text.substring(0, required);
    boolean isKnown =
        messages().stream()
            .anyMatch(
                p ->
                    p.equals(text)
                        || (required >= 0
                            && (p.startsWith(option + " ") || p.startsWith(option + "="))));
    if (!isKnown) {
      found.add(problem);
    }
  }

  /** Adds the problem that a command does not use this argument. */
  public void addUnexpected(String argument) {
    add("Unexpected argument '" + argument + "'. Leave it out.");
  }

  /**
   * Adds a problem for each of these options that was given.
   *
   * @param given the given options by name
   * @param reason the rest of the sentence that begins with the option
   */
  public void refuse(Collection<String> options, Map<String, String> given, String reason) {
    options.stream().filter(given::containsKey).forEach(o -> add("--" + o + " " + reason));
  }

  /**
   * Parses a value, and collects the problem if it is invalid or names a file that is missing.
   *
   * @param fallback the value to return in that case
   */
  public <T> T check(Supplier<T> parse, T fallback) {
    try {
      return parse.get();
    } catch (FootfallException e) {
      add(e);
      return fallback;
    }
  }

  /**
   * Reports all problems at once.
   *
   * @throws FootfallException if there is one; for several of different kinds, it is a {@link
   *     Kind#USAGE}
   */
  public void throwIfAny() {
    if (found.size() == 1) {
      throw found.get(0);
    }
    if (!found.isEmpty()) {
      Set<Kind> kinds = found.stream().map(FootfallException::kind).collect(Collectors.toSet());
      throw new FootfallException(
          kinds.size() == 1 ? found.get(0).kind() : Kind.USAGE,
          "The command line has %s problems.\n  %s"
              .formatted(found.size(), String.join("\n  ", messages())));
    }
  }

  private List<String> messages() {
    return found.stream().map(e -> String.valueOf(e.getMessage())).toList();
  }
}
