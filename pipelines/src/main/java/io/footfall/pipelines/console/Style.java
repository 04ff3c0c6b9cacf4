package io.footfall.pipelines.console;

import java.util.Map;

/**
 * Colors for a terminal. Without a terminal, or if the environment variable {@code NO_COLOR} is set
 * and not empty, or {@code CLICOLOR} is 0, text stays as it is. The launcher does not treat a dumb
 * terminal as a terminal.
 *
 * @param isColored whether text is colored
 */
public record Style(boolean isColored) {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[33m";

  /** Text without colors. */
  public static final Style PLAIN = new Style(false);

  /** Returns the style of standard output. The launcher passes whether that is a terminal. */
  public static Style ofOutput() {
    return of("footfall.terminal");
  }

  /** Returns the style of standard error. */
  public static Style ofErrorOutput() {
    return of("footfall.errorTerminal");
  }

  private static Style of(String property) {
    return of(Boolean.getBoolean(property), System.getenv());
  }

  static Style of(boolean isTerminal, Map<String, String> environment) {
    return new Style(
        isTerminal
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("CLICOLOR", "1").equals("0"));
  }

  /** Returns the text in bold if the output is colored. */
  public String heading(String text) {
    return coloured(BOLD, text);
  }

  /** Returns text of less importance. */
  public String secondary(String text) {
    return coloured(DIM, text);
  }

  /** Returns the start of an error. */
  public String error(String text) {
    return coloured(RED, text);
  }

  /** Returns the start of a warning. */
  public String warning(String text) {
    return coloured(YELLOW, text);
  }

  private String coloured(String colour, String text) {
    return isColored && !text.isEmpty() ? colour + text + RESET : text;
  }
}
