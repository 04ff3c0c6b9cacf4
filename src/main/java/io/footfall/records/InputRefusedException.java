package io.footfall.records;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Footfall will not go on with this input, these options or this output. The message is for the
 * person who runs it: what was found, where, what was expected, and which option settles it.
 */
public final class InputRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is, and so which exit status the program ends with. */
  public enum Kind {
    /** The options, or an input that needs an option to be read: status 2. */
    USAGE(2),
    /** There is no input: status 66. */
    NO_INPUT(66),
    /** Reading or writing failed: status 74. */
    IO(74),
    /** Footfall itself is wrong: status 70. */
    INTERNAL(70);

    private final int exitStatus;

    Kind(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** The exit status of a program that ends for this reason. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final Kind kind;

  /** A refusal with the sentence that explains it. */
  public InputRefusedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A refusal with the failure below it. */
  public InputRefusedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /**
   * What is wrong with a file, in words: the message of many such failures is only the path.
   *
   * @param e the failure
   * @return no sentence, but what can stand in one
   */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied (" + e.getMessage() + ")";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder (" + e.getMessage() + ")";
    }
    Throwable cause = e.getCause();
    // An IOException around something else says the name of its class, which tells nobody anything.
    return cause != null && cause.getMessage() != null && cause.toString().equals(e.getMessage())
        ? cause.getMessage()
        : String.valueOf(e.getMessage());
  }
}
