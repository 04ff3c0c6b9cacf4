package io.footfall.values;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations from byte slices into exact seconds. Decimal seconds cost as much as with {@link
 * DecimalParser}; other units and rounding cost about 100 ns more. Slices need as much slack as
 * those of {@link DecimalParser}. Not thread-safe.
 */
public final class DurationParser {
  private static final BigDecimal SIXTY = BigDecimal.valueOf(60);
  private static final Pattern CLOCK =
      Pattern.compile(" *(?:(\\d{1,9}):([0-5]\\d)|(\\d{1,9})):([0-5]\\d(?:\\.\\d{1,30})?) *");

  private final DecimalParser decimals;
  private final DurationUnit unit;
  private final int roundTo;
  private final boolean plain;

  /** Creates a parser for the unit and the numbers of these settings. */
  public DurationParser(ValueSettings settings) {
    decimals = new DecimalParser(settings.numbers().withoutCurrency());
    unit = settings.durations();
    roundTo = settings.roundTo();
    plain = unit == DurationUnit.S && roundTo == ValueSettings.NO_ROUNDING;
  }

  /**
   * Parses a slice.
   *
   * @return whether it is a duration; if not, the values of an earlier one are undefined
   */
  public boolean parse(byte[] b, int from, int to) {
    if (plain) {
      return decimals.parse(b, from, to);
    }
    if (!(unit == DurationUnit.CLOCK ? parseClock(b, from, to) : decimals.parse(b, from, to))) {
      return false;
    }
    switch (unit) {
      case MS -> decimals.set(decimals.big().movePointLeft(3));
      case US -> decimals.set(decimals.big().movePointLeft(6));
      case MIN -> decimals.set(decimals.big().multiply(SIXTY));
      case S, CLOCK -> {}
    }
    if (roundTo != ValueSettings.NO_ROUNDING) {
      decimals.round(roundTo);
    }
    return true;
  }

  private boolean parseClock(byte[] b, int from, int to) {
    Matcher clock = CLOCK.matcher(new String(b, from, to - from, StandardCharsets.UTF_8));
    if (!clock.matches()) {
      return false;
    }
    String hours = clock.group(1);
    String minutes = hours == null ? clock.group(3) : clock.group(2);
    BigDecimal all = new BigDecimal(hours == null ? "0" : hours).multiply(SIXTY);
    decimals.set(
        all.add(new BigDecimal(minutes)).multiply(SIXTY).add(new BigDecimal(clock.group(4))));
    return true;
  }

  /** Returns whether only {@link #big} returns the last duration. */
  public boolean isBig() {
    return decimals.isBig();
  }

  /** Returns the seconds that were parsed last, times 10 to the power of {@link #scale}. */
  public long unscaled() {
    return decimals.unscaled();
  }

  /** Returns the number of decimals of the seconds that were parsed last. */
  public int scale() {
    return decimals.scale();
  }

  /** Returns the seconds that were parsed last. */
  public BigDecimal big() {
    return decimals.big();
  }
}
