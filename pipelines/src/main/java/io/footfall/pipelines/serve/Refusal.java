package io.footfall.pipelines.serve;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown when a request is refused. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int TOO_MANY_REQUESTS = 429;
  static final int UNAVAILABLE = 503;

  private final int status;
  private final @Nullable Duration retryAfter;

  Refusal(int status, String message) {
    this(status, message, null);
  }

  /**
   * Creates a refusal.
   *
   * @param retryAfter when to retry, or null if unknown or never
   */
  Refusal(int status, String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  static Refusal tooMany(String what, Duration wait) {
    return new Refusal(TOO_MANY_REQUESTS, what + " Try again in " + seconds(wait) + " s.", wait);
  }

  int status() {
    return status;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Rounds up to whole seconds for {@code Retry-After}. */
  static long seconds(Duration time) {
    return Math.max(1, time.plusNanos(999_999_999).toSeconds());
  }
}
