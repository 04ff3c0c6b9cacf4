package io.footfall.pipelines.generate;

/** The command was called wrongly; the message is one sentence that says what to do. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
