package io.footfall.pipelines.generate;

/** Thrown for wrong usage. The message is one sentence that says what to do. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
