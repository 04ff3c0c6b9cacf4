package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a check.
 *
 * @param level the severity
 * @param text what was found and, unless all is well, what was expected and which option fixes it
 * @param kind the kind of failure, which determines the exit status; INTERNAL unless refused
 */
record Finding(Level level, String text, Kind kind) {

  /** The severity of a finding. */
  enum Level {
    /** Nothing to do. */
    OK,
    /** The run can start but may have a problem. */
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
