package io.footfall.values;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.util.List;

/**
 * The notation of values in an input, and their treatment before they are counted
 * (src/docs/formats.md, section 1.4). Immutable; {@code withX} returns a changed copy.
 *
 * @param timestamps the notation of timestamps
 * @param numbers the notation of numbers
 * @param durations the unit of durations
 * @param roundTo the decimals to which each amount and each duration is rounded, half even; or
 *     {@link #NO_ROUNDING}
 * @param nulls the words that mean an empty value
 * @param urls the parts that are removed from URLs
 */
public record ValueSettings(
    TimestampFormat timestamps,
    NumberFormat numbers,
    DurationUnit durations,
    int roundTo,
    List<String> nulls,
    UrlRules urls)
    implements Serializable {

  /** Values keep all their decimals. */
  public static final int NO_ROUNDING = -1;

  private static final int MOST_DECIMALS = 9;

  /** Copies the words. */
  public ValueSettings {
    nulls = List.copyOf(nulls);
  }

  /**
   * Returns the default settings: every unambiguous notation is read, and values stay unchanged.
   */
  public static ValueSettings defaults() {
    return new ValueSettings(
        TimestampFormat.AUTO,
        NumberFormat.PLAIN,
        DurationUnit.S,
        NO_ROUNDING,
        List.of(),
        UrlRules.NONE);
  }

  /** Sets the notation of timestamps. */
  public ValueSettings withTimestamps(TimestampFormat value) {
    return new ValueSettings(value, numbers, durations, roundTo, nulls, urls);
  }

  /** Sets the notation of numbers. */
  public ValueSettings withNumbers(NumberFormat value) {
    return new ValueSettings(timestamps, value, durations, roundTo, nulls, urls);
  }

  public ValueSettings withDurations(DurationUnit value) {
    return new ValueSettings(timestamps, numbers, value, roundTo, nulls, urls);
  }

  /**
   * Sets the decimals to which each amount and each duration is rounded.
   *
   * @throws FootfallException if it is not 0 to 9
   */
  public ValueSettings withRoundTo(int value) {
    if (value < 0 || value > MOST_DECIMALS) {
      throw FootfallException.usage(
          "--roundTo=" + value + " is out of range. Use 0 to " + MOST_DECIMALS + ".");
    }
    return new ValueSettings(timestamps, numbers, durations, value, nulls, urls);
  }

  /** Sets the words that mean an empty value, compared byte for byte. */
  public ValueSettings withNulls(List<String> value) {
    return new ValueSettings(timestamps, numbers, durations, roundTo, value, urls);
  }

  /** Returns a copy with these URL rules. */
  public ValueSettings withUrls(UrlRules value) {
    return new ValueSettings(timestamps, numbers, durations, roundTo, nulls, value);
  }
}
