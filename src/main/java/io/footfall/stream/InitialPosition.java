package io.footfall.stream;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The position at which a stream is read without a checkpoint: its oldest record, after its newest
 * record, or the records from an instant on.
 *
 * @param isLatest whether to start after the newest record
 * @param instant the instant to start at, or null
 */
public record InitialPosition(boolean isLatest, @Nullable Instant instant) implements Serializable {
  /** The oldest record that the stream still has. */
  public static final InitialPosition EARLIEST = new InitialPosition(false, null);

  /** After the newest record. */
  public static final InitialPosition LATEST = new InitialPosition(true, null);

  /**
   * Parses a position: {@code earliest}, {@code latest}, or an instant such as {@code
   * 2024-03-01T10:00:00Z}.
   *
   * @throws FootfallException if the position is invalid
   */
  public static InitialPosition parse(String option, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> {
        try {
          yield new InitialPosition(false, Instant.parse(text));
        } catch (DateTimeException e) {
          throw new FootfallException(
              Kind.USAGE,
              "--%s=%s is not a position. Use earliest, latest, or an instant such as 2024-03-01T10:00:00Z."
                  .formatted(option, text),
              e);
        }
      }
    };
  }
}
