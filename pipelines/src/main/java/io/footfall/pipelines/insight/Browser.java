package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.ErrorOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opens files in the user's browser.
 *
 * @param command the program and its first arguments; the file comes last
 */
record Browser(List<String> command) {
  Browser {
    command = List.copyOf(command);
  }

  static Browser ofThisMachine() {
    return of(System.getProperty("os.name", ""), System.getenv("BROWSER"));
  }

  /**
   * Returns a browser.
   *
   * @param system the operating system
   * @param chosen the value of the variable {@code BROWSER}, which takes precedence
   */
  static Browser of(String system, @Nullable String chosen) {
    if (chosen != null && !chosen.isBlank()) {
      return new Browser(List.of(chosen));
    }
    String name = system.toLowerCase(Locale.ROOT);
    return new Browser(
        name.startsWith("windows")
            ? List.of("cmd", "/c", "start", "")
            : name.startsWith("mac") ? List.of("open") : List.of("xdg-open"));
  }

  /** Opens a file without waiting. Prints a warning if that is not possible. */
  void open(String file) {
    List<String> all = new ArrayList<>(command);
    all.add(file);
    try {
      new ProcessBuilder(all)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      new ErrorOutput(System.err)
          .warning(
              "--open cannot start %s: %s. Open the file yourself, or set the variable BROWSER."
                  .formatted(command.get(0), FootfallException.reason(e)));
    }
  }
}
