package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Locale;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param text what was found; if that is not well, also what was expected and which option settles
 *     it
 * @param kind whose fault it is, and so the exit status; INTERNAL where nothing is refused
 */
record Finding(Level level, String text, Kind kind) {

  /** How bad it is. */
  enum Level {
    /** As it should be. */
    OK,
    /** The run can start, but somebody should know. */
    WARNING,
    /** The run must not start. */
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Optional<Finding> ok(String text) {
    return Optional.of(new Finding(Level.OK, text, Kind.INTERNAL));
  }

  static Optional<Finding> warning(String text) {
    return Optional.of(new Finding(Level.WARNING, text, Kind.INTERNAL));
  }

  static Optional<Finding> refused(Kind kind, String text) {
    return Optional.of(new Finding(Level.REFUSED, text, kind));
  }
}
