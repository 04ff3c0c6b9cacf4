package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers are a sign and digits, of any size. */
class IntegerParserTest {

  private final IntegerParser parser = new IntegerParser();

  private boolean reads(String text) {
    Slice slice = Slice.of(text);
    return parser.parse(slice.array(), slice.from(), slice.to());
  }

  private Optional<BigInteger> parse(String text) {
    return reads(text) ? Optional.of(parser.big()) : Optional.empty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "3, 3",
    "+3, 3",
    "-3, -3",
    "-0, 0",
    "007, 7",
    "' 12 ', 12",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
  })
  void readsALong(String text, long value) {
    assertThat(reads(text), is(true));
    assertThat(parser.isBig(), is(false));
    assertThat(parser.value(), is(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999"})
  void keepsNumbersBeyondALongExact(String text) {
    assertThat(parse(text), is(Optional.of(new BigInteger(text))));
    assertThat(parser.isBig(), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-", "+", "+-1", "- 1", "1 2", "2.0", "2.", "1e3", "0x1", "１", "1\u0000"})
  void refusesEverythingElse(String text) {
    assertThat(parse(text), is(Optional.empty()));
  }

  @Test
  void refusesMoreDigitsThanAQuantityCanHave() {
    String most = "9".repeat(IntegerParser.MAX_DIGITS);
    assertThat(parse(most), is(Optional.of(new BigInteger(most))));
    assertThat(parse(most + "9"), is(Optional.empty()));
  }

  @Property
  void readsEveryLong(@ForAll long value) {
    assertThat(reads(Long.toString(value)), is(true));
    assertThat(parser.isBig(), is(false));
    assertThat(parser.value(), is(value));
  }

  // BigInteger also reads digits that are not ASCII, and no spaces.
  private static final Pattern GRAMMAR = Pattern.compile(" *([+-]?[0-9]+) *");

  @Property
  void readsExactlyTheGrammar(@ForAll("nearlyIntegers") String text) {
    var form = GRAMMAR.matcher(text);
    Optional<BigInteger> expected =
        form.matches() ? Optional.of(new BigInteger(form.group(1))) : Optional.empty();
    assertThat("'" + text + "'", parse(text), is(expected));
    expected.ifPresent(number -> assertThat(parser.isBig(), is(number.bitLength() >= Long.SIZE)));
  }

  @Provide
  Arbitrary<String> nearlyIntegers() {
    return Arbitraries.oneOf(
        Arbitraries.strings().numeric().ofMaxLength(25),
        Arbitraries.strings().withChars("0123456789-+ .e/:").ofMaxLength(22));
  }
}
