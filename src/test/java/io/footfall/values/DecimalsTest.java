package io.footfall.values;

import static io.footfall.testing.Thrown.messageOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares formatted numbers and dates with those of BigDecimal and LocalDate. */
class DecimalsTest {

  /** Returns the appended text, after existing content. */
  private static String appended(Consumer<ByteOutput> append) {
    ByteOutput out = new ByteOutput(1);
    out.writeByte('>'); // The output is now full.
    append.accept(out);
    String text = new String(out.toByteArray(), US_ASCII);
    assertThat(text.charAt(0), is('>'));
    return text.substring(1);
  }

  // Decimals

  @ParameterizedTest
  @CsvSource({
    "0, 0, 2, 0.00",
    "5500, 2, 2, 55.00",
    "55, 0, 2, 55.00",
    "555, 1, 2, 55.50",
    "12345, 4, 2, 1.2345",
    "1, 3, 0, 0.001",
    "-1, 3, 0, -0.001",
    "-250, 2, 2, -2.50",
    "42, 0, 0, 42",
    "-9223372036854775808, 2, 2, -92233720368547758.08",
  })
  void keepsAllDecimalsAndFillsUpToTheLeast(long unscaled, int scale, int least, String expected) {
    assertThat(appended(out -> Decimals.append(out, unscaled, scale, least)), is(expected));
  }

  @Property
  void writesEveryDecimalAsBigDecimalDoes(
      @ForAll long unscaled,
      @ForAll @IntRange(max = 40) int scale,
      @ForAll @IntRange(max = 10) int least) {
    BigDecimal number = BigDecimal.valueOf(unscaled, scale);
    String expected = number.setScale(Math.max(scale, least)).toPlainString();
    assertThat(appended(out -> Decimals.append(out, unscaled, scale, least)), is(expected));
    assertThat(appended(out -> Decimals.append(out, number, least)), is(expected));
  }

  @Property
  void writesEveryLong(@ForAll long value) {
    assertThat(appended(out -> Decimals.append(out, value)), is(Long.toString(value)));
  }

  @Test
  void writesABigDecimalWithoutAnExponent() {
    assertThat(appended(out -> Decimals.append(out, new BigDecimal("1E+3"), 2)), is("1000.00"));
    assertThat(appended(out -> Decimals.append(out, new BigDecimal("1E-9"), 2)), is("0.000000001"));
  }

  // Averages

  @ParameterizedTest
  @CsvSource({
    "10, 0, 4, 2.500",
    "1, 0, 3, 0.333",
    "2, 0, 3, 0.667",
    "5, 4, 1, 0.001", // 0.0005
    "49999, 8, 1, 0.000", // 0.00049999
    "1, 0, 2000, 0.001", // 0.0005
    "-1, 0, 2000, -0.001", // -0.0005: away from zero
    "-1, 0, 3000, 0.000", // no negative zero
    "0, 2, 7, 0.000",
    "9223372036854775807, 0, 1, 9223372036854775807.000",
    "-9223372036854775808, 0, 1, -9223372036854775808.000",
    "9223372036854775807, 3, 9223372036854775807, 0.001",
    "9223372036854775806, 3, 9223372036854775807, 0.001", // twice the remainder is no long
    "1, 30, 1, 0.000",
  })
  void roundsHalfUpToThreeDecimals(long unscaled, int scale, long count, String expected) {
    assertThat(appended(out -> Decimals.appendAverage(out, unscaled, scale, count)), is(expected));
  }

  @Property
  void averagesAreExactBeforeTheyAreRounded(
      @ForAll long unscaled,
      @ForAll @IntRange(max = 30) int scale,
      @ForAll @LongRange(min = 1) long count) {
    assertAverage(unscaled, scale, count);
  }

  @Property
  void averagesOfEverydaySizeAreExact(
      @ForAll @LongRange(min = -100_000, max = 100_000) long unscaled,
      @ForAll @IntRange(max = 6) int scale,
      @ForAll @LongRange(min = 1, max = 2_000) long count) {
    assertAverage(unscaled, scale, count);
  }

  private static void assertAverage(long unscaled, int scale, long count) {
    BigDecimal total = BigDecimal.valueOf(unscaled, scale);
    String expected =
        total.divide(BigDecimal.valueOf(count), 3, RoundingMode.HALF_UP).toPlainString();
    assertThat(appended(out -> Decimals.appendAverage(out, unscaled, scale, count)), is(expected));
    assertThat(appended(out -> Decimals.appendAverage(out, total, count)), is(expected));
  }

  @Property
  void averagesOfTotalsBeyondALongAreExact(
      @ForAll BigInteger unscaled,
      @ForAll @IntRange(max = 30) int scale,
      @ForAll @LongRange(min = 1) long count) {
    BigDecimal total = new BigDecimal(unscaled.shiftLeft(70), scale);
    assertThat(
        appended(out -> Decimals.appendAverage(out, total, count)),
        is(total.divide(BigDecimal.valueOf(count), 3, RoundingMode.HALF_UP).toPlainString()));
  }

  @Test
  void refusesAnAverageOfZeroValues() {
    ByteOutput out = new ByteOutput();
    assertThat(
        messageOf(IllegalArgumentException.class, () -> Decimals.appendAverage(out, 0, 0, 0)),
        containsString("average of 0 values"));
  }

  // Dates

  @Test
  void writesEveryDateOfTheYears1To9999() {
    ByteOutput out = new ByteOutput();
    LocalDate end = LocalDate.of(10_000, 1, 1);
    for (LocalDate day = LocalDate.of(1, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
      out.reset();
      Decimals.appendDate(out, (int) day.toEpochDay());
      String text = new String(out.array(), 0, out.size(), US_ASCII);
      if (!text.equals(day.toString())) {
        throw new AssertionError("expected " + day + ", written: " + text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-719163", "2932897", "2147483647", "-2147483648"})
  void refusesOtherDates(int epochDay) {
    assertThrows(
        IllegalArgumentException.class, () -> Decimals.appendDate(new ByteOutput(), epochDay));
  }
}
