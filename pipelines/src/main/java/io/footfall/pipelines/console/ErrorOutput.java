package io.footfall.pipelines.console;

import java.io.PrintStream;

/**
 * Messages on standard error: each begins with the name of the program. On a terminal errors are
 * red and warnings yellow, unless {@code NO_COLOR} is set.
 */
public final class ErrorOutput {
  private static final String PROGRAM = "footfall: ";

  private final PrintStream err;
  private final Style style;

  /** Creates messages on a stream, in the style of standard error. */
  public ErrorOutput(PrintStream err) {
    this(err, Style.ofErrorOutput());
  }

  ErrorOutput(PrintStream err, Style style) {
    this.err = err;
    this.style = style;
  }

  /** Prints why the program failed. */
  public void error(String message) {
    err.println(style.error(PROGRAM) + message);
  }

  /** Prints a warning. */
  public void warning(String message) {
    err.println(PROGRAM + style.warning("warning: ") + message);
  }

  /** Prints what happened. */
  public void note(String message) {
    err.println(PROGRAM + message);
  }

  /** Prints a line that belongs to the message before. */
  public void detail(String line) {
    err.println("  " + line);
  }
}
