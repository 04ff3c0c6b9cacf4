package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.bytes.Slice;
import io.footfall.errors.FootfallException;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as people write them are read exactly, or not at all. */
class NumberFormatTest {
  private static final NumberFormat GERMAN = NumberFormat.PLAIN.withDecimal(",").withGrouping(".");
  private static final NumberFormat ENGLISH = NumberFormat.PLAIN.withGrouping(",");

  private static Optional<BigDecimal> parse(NumberFormat format, String text) {
    DecimalParser parser = new DecimalParser(format);
    Slice slice = Slice.of(text);
    return parser.parse(slice.array(), slice.from(), slice.to())
        ? Optional.of(parser.big())
        : Optional.empty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12,50 | 12.50",
        "1.234,00 | 1234.00",
        "1.234.567 | 1234567",
        "-1.234,5 | -1234.5",
        "1234,5 | 1234.5",
        "0,5 | 0.5",
        ",5 | 0.5",
        "1,5e3 | 1500",
        "7 | 7"
      })
  void readsDecimalCommaAndGroups(String text, BigDecimal expected) {
    assertThat(parse(GERMAN, text), is(Optional.of(expected)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12.50",
        "1.23,00",
        "1.2345",
        "1234.567,00",
        "1..234",
        ".123",
        "1,234,5",
        "1,5.0",
        "1,-5",
        "",
        ",",
        "1.234.",
        "-",
        "--1",
        "12,50 EUR"
      })
  void refusesIncompleteGroups(String text) {
    assertThat(parse(GERMAN, text), is(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", | 1,234.50",
        ", | 12,34,567.5",
        "blank | 1 234.50",
        "blank | 1\u00a0234.50",
        "blank | 1\u202f234.50",
        "apostrophe | 1'234.50",
        "apostrophe | 1\u2019234.50"
      })
  void readsEachGrouping(String grouping, String text) {
    String digits = text.replaceAll("[^0-9.]", "");
    assertThat(
        parse(NumberFormat.PLAIN.withGrouping(grouping), text),
        is(Optional.of(new BigDecimal(digits))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USD | $12.50 | 12.50",
        "USD | ($12.50) | -12.50",
        "USD | (12.50) | -12.50",
        "USD | -$12.50 | -12.50",
        "USD | $-12.50 | -12.50",
        "USD | 12.50- | -12.50",
        "USD | $ 1,234.50 | 1234.50",
        "USD | US$12.50 | 12.50",
        "USD | USD 12.50 | 12.50",
        "EUR | 12.50 EUR | 12.50",
        "EUR | 12.50\u00a0\u20ac | 12.50",
        "EUR | \u20ac12.50 | 12.50",
        "EUR | -12.50 \u20ac | -12.50",
        "GBP | \u00a312.50 | 12.50",
        "USD | 12.50 | 12.50"
      })
  void takesOffTheSignOfTheCurrency(String currency, String text, BigDecimal expected) {
    assertThat(parse(ENGLISH.withCurrency(currency), text), is(Optional.of(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EUR | $12.50",
        "USD | 12.50 EUR",
        "USD | (-12.50)",
        "USD | -12.50-",
        "USD | $",
        "USD | (12.50",
        "USD | $$12.50"
      })
  void refusesAnotherCurrencyAndTwoSigns(String currency, String text) {
    assertThat(parse(ENGLISH.withCurrency(currency), text), is(Optional.empty()));
  }

  @Property
  void readsBackWhatJavaFormats(
      @ForAll long unscaled, @ForAll @IntRange(max = 9) int scale, @ForAll boolean german) {
    BigDecimal number = BigDecimal.valueOf(unscaled, scale);
    Locale locale = german ? Locale.GERMANY : Locale.US;
    DecimalFormat java = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(locale));
    java.setMinimumFractionDigits(scale);
    java.setMaximumFractionDigits(scale);
    assertThat(parse(german ? GERMAN : ENGLISH, java.format(number)), is(Optional.of(number)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12,50 | set --decimal=,.",
        "1.234,00 | --decimal=, --grouping=.",
        "1,234.50 | set --grouping=,.",
        "1,234 | or --grouping=,",
        "1 234,50 | --decimal=, --grouping=blank",
        "1'234.50 | --grouping=apostrophe",
        "$12.50 | --currency=USD",
        "12.50 EUR | --currency=EUR",
        "(12.50) | --currency"
      })
  void adviceNamesTheOptionThatReadsTheNumber(String text, String expected) {
    assertThat(NumberFormat.PLAIN.advice(text, true), containsString(expected));
  }

  @Test
  void adviceIsEmptyWhereNoOptionHelps() {
    assertThat(NumberFormat.PLAIN.advice("abc", true), is(""));
    assertThat(NumberFormat.PLAIN.advice("$5", false), is(""));
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThrows(FootfallException.class, () -> NumberFormat.PLAIN.withDecimal(";"));
    assertThrows(FootfallException.class, () -> NumberFormat.PLAIN.withGrouping("x"));
    assertThrows(FootfallException.class, () -> NumberFormat.PLAIN.withCurrency("EURO"));
    assertThrows(FootfallException.class, () -> NumberFormat.PLAIN.withGrouping(".").validated());
  }
}
