package io.footfall.errors;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Stops a run with a message for the person who started it: what was found, where, what was
 * expected, and which option fixes it. Its {@link Kind} determines the exit status.
 */
public class FootfallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The cause of a failure; determines the exit status of the program. */
  public enum Kind {
    /** Invalid options, or an input that needs an option: status 2. */
    USAGE(2),
    /** The input was read, but no record can be counted: status 65. */
    DATA(65),
    /** There is no input: status 66. */
    NO_INPUT(66),
    /** Reading or writing failed: status 74. */
    IO(74),
    /** A defect in Footfall itself: status 70. */
    INTERNAL(70);

    private final int exitStatus;

    Kind(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** Returns the exit status of a program that ends for this reason. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final Kind kind;

  /** Creates an exception with a message that explains it. */
  public FootfallException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates an exception with a message and the failure that caused it. */
  public FootfallException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Creates an exception of kind {@link Kind#USAGE}: an option is wrong. */
  public static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }

  /** Creates an exception of kind {@link Kind#IO}, with the {@linkplain #reason reason}. */
  public static FootfallException io(String failure, IOException cause) {
    return io(failure, cause, "");
  }

  /**
   * Creates an exception of kind {@link Kind#IO}, with the {@linkplain #reason reason}.
   *
   * @param failure what failed, a clause without a period
   * @param advice sentences that follow the reason; may be empty
   */
  public static FootfallException io(String failure, IOException cause, String advice) {
    String message = failure + ": " + reason(cause) + ". " + advice;
    return new FootfallException(Kind.IO, message.stripTrailing(), cause);
  }

  /**
   * Creates an exception of kind {@link Kind#NO_INPUT} for the file that an option names.
   *
   * @param option the option with its value, such as {@code --rules=FILE}
   */
  public static FootfallException unreadable(String option, IOException cause) {
    boolean namesTheFile = option.endsWith("=" + cause.getMessage());
    String reason = namesTheFile ? accessFailure(cause).orElse(reason(cause)) : reason(cause);
    return new FootfallException(
        Kind.NO_INPUT, "Cannot read " + option + ": " + reason + ".", cause);
  }

  /** Returns the cause, which determines the exit status. */
  public Kind kind() {
    return kind;
  }

  /**
   * Describes a file failure in words, because the message of many such exceptions is only the
   * path.
   *
   * @param e the failure
   * @return a phrase to use in a sentence, without a period
   */
  public static String reason(IOException e) {
    Optional<String> access = accessFailure(e);
    if (access.isPresent()) {
      return access.get() + " (" + e.getMessage() + ")";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    Throwable cause = e.getCause();
    // The message of an IOException that wraps another one starts with a class name, which does not
    // help users.
    String message =
        cause != null && cause.getMessage() != null && cause.toString().equals(e.getMessage())
            ? cause.getMessage()
            : String.valueOf(e.getMessage());
    return message.replaceFirst("\\.+$", "");
  }

  /** Returns the reason of a failure whose message is only the path. */
  private static Optional<String> accessFailure(IOException e) {
    if (e instanceof AccessDeniedException) {
      return Optional.of("permission denied");
    }
    return e instanceof NoSuchFileException
        ? Optional.of("no such file or directory")
        : Optional.empty();
  }
}
