package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decimals are read exactly, with the scale that they were written with. */
class DecimalParserTest {

  private final DecimalParser parser = new DecimalParser();

  private boolean reads(String text) {
    Slice slice = Slice.of(text);
    return parser.parse(slice.array(), slice.from(), slice.to());
  }

  private Optional<BigDecimal> parse(String text) {
    Optional<BigDecimal> number = reads(text) ? Optional.of(parser.big()) : Optional.empty();
    // What is around a slice must not matter.
    for (char around : new char[] {'.', ' ', '\u0000'}) {
      Slice slice = Slice.of(text, around);
      boolean read = parser.parse(slice.array(), slice.from(), slice.to());
      assertThat(text, read ? Optional.of(parser.big()) : Optional.empty(), is(number));
    }
    return number;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "7, 7, 0",
    "10.00, 1000, 2",
    "10, 10, 0",
    "5., 5, 0",
    ".5, 5, 1",
    "-.5, -5, 1",
    "+3.25, 325, 2",
    "-3.25, -325, 2",
    "007.10, 710, 2",
    "-0.00, 0, 2",
    "12345678, 12345678, 0",
    "1234567., 1234567, 0",
    ".1234567, 1234567, 7",
    "123456789.01, 12345678901, 2",
    "999999999999999999, 999999999999999999, 0",
    "9223372036854775807, 9223372036854775807, 0",
    "-9223372036854775808, -9223372036854775808, 0",
    "-922337203685.4775808, -9223372036854775808, 7",
    "0.000000000000000000000000000001, 1, 30",
  })
  void readsDigitsAndScale(String text, long unscaled, int scale) {
    assertThat(reads(text), is(true));
    assertThat(parser.isBig(), is(false));
    assertThat(parser.unscaled(), is(unscaled));
    assertThat(parser.scale(), is(scale));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "92233720368547758.08",
        "99999999999999999999",
        "-123456789012345678901234567890.123456789",
      })
  void whatDoesNotFitInALongIsBigAndStillExact(String text) {
    assertThat(reads(text), is(true));
    assertThat(parser.isBig(), is(true));
    assertThat(parser.big(), is(new BigDecimal(text)));
  }

  @Test
  void aNumberAfterABigOneIsNotBig() {
    assertThat(reads("99999999999999999999"), is(true));
    assertThat(reads("1.5"), is(true));
    assertThat(parser.isBig(), is(false));
    assertThat(parser.big(), is(new BigDecimal("1.5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-",
        "+",
        "-.",
        "+-1",
        "--1",
        "- 1",
        "1-",
        "1 2",
        "1.2.3",
        "..",
        "1..2",
        "1,5",
        "1,000.00",
        "1e3",
        "1E3",
        "0x10",
        "NaN",
        "Infinity",
        "12a",
        "1_000",
        "$1",
        "1.5\t",
        "\u00a01",
        "１",
        "\u0000",
        "1\u0000",
        "1234567a9",
        "123456789012.34.5",
        "1:",
        "1/",
      })
  void refusesEverythingElse(String text) {
    assertThat(parse(text), is(Optional.empty()));
  }

  @Test
  void ignoresSpacesAround() {
    assertThat(parse(" 1.50"), is(Optional.of(new BigDecimal("1.50"))));
    assertThat(parse("   -12345678.25  "), is(Optional.of(new BigDecimal("-12345678.25"))));
  }

  @Test
  void refusesMoreDigitsThanAnAmountCanHave() {
    String most = "9".repeat(DecimalParser.MAX_DIGITS - 1);
    assertThat(parse("-" + most + ".9"), is(Optional.of(new BigDecimal("-" + most + ".9"))));
    assertThat(parse(most + ".99"), is(Optional.empty()));
    assertThat(parse("0".repeat(DecimalParser.MAX_DIGITS + 1)), is(Optional.empty()));
  }

  @Property
  void readsWhatBigDecimalReads(@ForAll("decimals") String text) {
    assertThat(parse(text), is(Optional.of(new BigDecimal(text))));
    boolean fits = new BigDecimal(text).unscaledValue().bitLength() < Long.SIZE;
    assertThat(parser.isBig(), is(!fits));
  }

  @Property
  void readsBackEveryLongAtEveryScale(@ForAll long unscaled, @ForAll("scales") int scale) {
    BigDecimal number = BigDecimal.valueOf(unscaled, scale);
    assertThat(reads(number.toPlainString()), is(true));
    assertThat(parser.isBig(), is(false));
    assertThat(parser.unscaled(), is(unscaled));
    assertThat(parser.scale(), is(scale));
  }

  // Where the grammars differ: exponents and digits that are not ASCII are BigDecimal's alone,
  // spaces around are ours alone.
  private static final Pattern GRAMMAR =
      Pattern.compile(" *([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)) *");

  @Property(tries = 5_000)
  void readsExactlyTheGrammar(@ForAll("nearlyDecimals") String text) {
    var form = GRAMMAR.matcher(text);
    assertThat(
        "'" + text + "'",
        parse(text),
        is(form.matches() ? Optional.of(new BigDecimal(form.group(1))) : Optional.empty()));
  }

  @Provide
  Arbitrary<String> decimals() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(24);
    return Combinators.combine(
            Arbitraries.of("", "-", "+"), digits, Arbitraries.of("", "."), digits)
        .as((sign, whole, point, decimals) -> sign + whole + point + decimals)
        .filter(text -> text.chars().anyMatch(Character::isDigit));
  }

  @Provide
  Arbitrary<Integer> scales() {
    return Arbitraries.integers().between(0, 40);
  }

  @Provide
  Arbitrary<String> nearlyDecimals() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("0123456789.-+ ").ofMaxLength(12),
        Arbitraries.strings().withChars("05.").ofMaxLength(10),
        Arbitraries.strings().withChars("0123456789.-+ eE,/:;\u0000\u007f\u00b0é").ofMaxLength(22));
  }
}
