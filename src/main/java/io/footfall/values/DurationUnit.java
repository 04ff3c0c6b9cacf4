package io.footfall.values;

import io.footfall.errors.FootfallException;
import java.util.Locale;

/** The unit of durations in an input ({@code --durationUnit}, src/docs/formats.md, section 1.4). */
public enum DurationUnit {
  /** Decimal seconds. The default. */
  S,
  /** Decimal milliseconds. */
  MS,
  /** Decimal microseconds. */
  US,
  /** Decimal minutes. */
  MIN,
  /** {@code MM:SS} or {@code HH:MM:SS}, the seconds with or without decimals. */
  CLOCK;

  /**
   * Returns the unit that an option names.
   *
   * @throws FootfallException if there is no such unit
   */
  public static DurationUnit of(String option) {
    for (DurationUnit unit : values()) {
      if (unit.name().toLowerCase(Locale.ROOT).equals(option)) {
        return unit;
      }
    }
    throw FootfallException.usage(
        "Unknown unit in --durationUnit=" + option + ". Use s, ms, us, min or clock.");
  }
}
