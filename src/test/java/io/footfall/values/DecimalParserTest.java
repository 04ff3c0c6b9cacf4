package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {

  private final DecimalParser parser = new DecimalParser();

  private boolean reads(String text) {
    Slice slice = Slice.of(text);
    return parser.parse(slice.array(), slice.from(), slice.to());
  }

  private Optional<BigDecimal> parse(String text) {
    Optional<BigDecimal> number = reads(text) ? Optional.of(parser.big()) : Optional.empty();
    // Surrounding bytes must not matter.
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
  void keepsNumbersBeyondALongExact(String text) {
    assertThat(reads(text), is(true));
    assertThat(parser.isBig(), is(true));
    assertThat(parser.big(), is(new BigDecimal(text)));
  }

  @Test
  void resetsAfterABigNumber() {
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
        "1e",
        "e3",
        "1e3.5",
        "1e99999",
        "1e1001",
        "1e-1001",
        "1 e3",
        "\u2212-1",
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

  // The grammars differ: only BigDecimal accepts non-ASCII digits; only this parser accepts
  // surrounding spaces and the Unicode minus.
  private static final Pattern GRAMMAR =
      Pattern.compile(
          " *([+\u2212-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?) *");

  @Property(tries = 5_000)
  void readsExactlyTheGrammar(@ForAll("nearlyDecimals") String text) {
    var form = GRAMMAR.matcher(text);
    assertThat(
        "'" + text + "'",
        parse(text),
        is(
            form.matches()
                ? Optional.of(plain(new BigDecimal(form.group(1).replace('\u2212', '-'))))
                : Optional.empty()));
  }

  private static BigDecimal plain(BigDecimal value) {
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  @ParameterizedTest
  @CsvSource({
    "1e-05, 0.00001",
    "1.25e1, 12.5",
    "1E3, 1000",
    "-2.50e+2, -250",
    "\u221212.50, -12.50",
    "0e5, 0",
  })
  void readsExponentsAndTheMinusOfTypography(String text, BigDecimal expected) {
    assertThat(parse(text), is(Optional.of(expected)));
  }

  @Property
  void roundsHalfEvenAsBigDecimalDoes(
      @ForAll("decimals") String text, @ForAll @IntRange(max = 9) int decimals) {
    assertThat(reads(text), is(true));
    parser.round(decimals);
    BigDecimal exact = new BigDecimal(text);
    assertThat(
        parser.big(),
        is(exact.scale() > decimals ? exact.setScale(decimals, RoundingMode.HALF_EVEN) : exact));
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
        Arbitraries.strings()
            .withChars("0123456789.-+ eE\u2212,/:;\u0000\u007f\u00b0é")
            .ofMaxLength(22));
  }
}
