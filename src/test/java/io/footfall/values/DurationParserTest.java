package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations in every unit are exact seconds. */
class DurationParserTest {

  private static Optional<BigDecimal> parse(ValueSettings settings, String text) {
    DurationParser parser = new DurationParser(settings);
    Slice slice = Slice.of(text);
    return parser.parse(slice.array(), slice.from(), slice.to())
        ? Optional.of(parser.big())
        : Optional.empty();
  }

  private static ValueSettings in(String unit) {
    return ValueSettings.defaults().withDurations(DurationUnit.of(unit));
  }

  @ParameterizedTest
  @CsvSource({
    "s, 12.50, 12.50", "s, 1e-05, 0.00001", "ms, 1500, 1.500", "ms, 0.5, 0.0005",
    "us, 1500000, 1.500000", "min, 1.5, 90.0", "clock, 01:05, 65", "clock, 1:02:03.25, 3723.25",
    "clock, 125:30, 7530", "clock, ' 0:00 ', 0",
  })
  void readsEachUnit(String unit, String text, BigDecimal expected) {
    assertThat(parse(in(unit), text), is(Optional.of(expected)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"65", "1:5", "1:60", "1:60:00", "-1:05", "1:2:3:4", "", ":05"})
  void refusesInvalidClock(String text) {
    assertThat(parse(in("clock"), text), is(Optional.empty()));
  }

  @Property
  void parsesClockAsJavaTimeDoes(@ForAll @LongRange(min = 0, max = 1_000_000) long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    String text =
        String.format("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    assertThat(parse(in("clock"), text), is(Optional.of(BigDecimal.valueOf(seconds))));
  }

  @Property
  void parsesMillisecondsAndMinutesAsJavaTimeDoes(
      @ForAll @LongRange(min = 0, max = 1L << 40) long number) {
    BigDecimal millis = parse(in("ms"), Long.toString(number)).orElseThrow();
    assertThat(millis.movePointRight(9).longValueExact(), is(Duration.ofMillis(number).toNanos()));
    BigDecimal minutes = parse(in("min"), Long.toString(number)).orElseThrow();
    assertThat(minutes.longValueExact(), is(Duration.ofMinutes(number).toSeconds()));
  }

  @ParameterizedTest
  @CsvSource({"12.345, 12.34", "12.355, 12.36", "12.3, 12.3"})
  void roundsHalfEven(String text, BigDecimal expected) {
    assertThat(parse(ValueSettings.defaults().withRoundTo(2), text), is(Optional.of(expected)));
  }
}
