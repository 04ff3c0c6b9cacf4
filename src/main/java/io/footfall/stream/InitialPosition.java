package io.footfall.stream;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the reading of a stream begins if there is no checkpoint: at its oldest record, after its
 * newest one, or at what came at an instant.
 *
 * @param isLatest after the newest one
 * @param instant the instant, if it is one
 */
public record InitialPosition(boolean isLatest, @Nullable Instant instant) implements Serializable {
  /** The oldest record that the stream still has. */
  public static final InitialPosition EARLIEST = new InitialPosition(false, null);

  /** After the newest record. */
  public static final InitialPosition LATEST = new InitialPosition(true, null);

  /**
   * The position of a text: {@code earliest}, {@code latest}, or an instant such as {@code
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
              "--"
                  + option
                  + "="
                  + text
                  + " is no position; expected earliest, latest, or an instant such as"
                  + " 2024-03-01T10:00:00Z.",
              e);
        }
      }
    };
  }
}
