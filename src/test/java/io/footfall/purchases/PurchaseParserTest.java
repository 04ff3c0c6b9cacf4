package io.footfall.purchases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.TextFields;
import io.footfall.rejects.RejectCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurchaseParserTest {
  private static final int[] ALL = {0, 1, 2, 3, 4, 5, 6, 7, -1};
  private static final int[] WITHOUT_AMOUNT = {0, 1, 2, 3, 4, 5, 6, -1, -1};
  private static final int[] AMOUNT_ONLY = {-1, 0, 1, -1, -1, -1, -1, 2, -1};

  private final PurchaseParser parser = new PurchaseParser(ZoneId.of("Europe/Berlin"));
  private final PurchaseRow row = new PurchaseRow();

  private boolean parse(int[] positions, String... fields) {
    parser.locate(positions);
    return parser.parse(TextFields.of(fields), row);
  }

  private BigDecimal amount() {
    return row.bigAmount != null ? row.bigAmount : BigDecimal.valueOf(row.amount, row.amountScale);
  }

  @Test
  void rowHasTheColumnsAndTheDayInTheZone() {
    assertThat(
        parse(WITHOUT_AMOUNT, "t1", "c1", "2024-03-01T23:30:00Z", "", "", "12.50", "3"), is(true));
    assertThat(
        new String(row.bytes, row.customerFrom, row.customerTo - row.customerFrom, UTF_8),
        is("c1"));
    assertThat(LocalDate.ofEpochDay(row.epochDay), is(LocalDate.of(2024, 3, 2)));
    assertThat(row.epochMicros, is(1_709_335_800_000_000L));
    assertThat(amount(), is(new BigDecimal("37.50")));
  }

  @Provide
  Arbitrary<BigInteger> integers() {
    BigInteger beyond = BigInteger.ONE.shiftLeft(70);
    return Arbitraries.oneOf(
        Arbitraries.longs().between(-100, 100).map(BigInteger::valueOf),
        Arbitraries.longs().map(BigInteger::valueOf),
        Arbitraries.bigIntegers().between(beyond.negate(), beyond),
        // Products near the limits of a long.
        Arbitraries.of(
                "3037000499", "3037000500", "4294967296", "-2147483648", "9223372036854775807")
            .map(BigInteger::new));
  }

  @Property
  void amountIsPriceTimesQuantity(
      @ForAll("integers") BigInteger price,
      @ForAll("integers") BigInteger quantity,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 9) int scale) {
    BigDecimal each = new BigDecimal(price, scale);
    assertThat(
        parse(WITHOUT_AMOUNT, "t", "c", "2024-03-01", "", "", each.toPlainString(), "" + quantity),
        is(true));
    assertThat(amount(), is(each.multiply(new BigDecimal(quantity))));
  }

  @Test
  void readsTheAmountIfThereIsNoPrice() {
    assertThat(parse(AMOUNT_ONLY, "c1", "2024-03-01", "-12.345"), is(true));
    assertThat(amount(), is(new BigDecimal("-12.345")));
    String big = "-123456789012345678901234567890.5";
    assertThat(parse(AMOUNT_ONLY, "c1", "2024-03-01", big), is(true));
    assertThat(amount(), is(new BigDecimal(big)));
    assertThat(parse(AMOUNT_ONLY, "c1", "2024-03-01", "1"), is(true));
    assertThat(amount(), is(new BigDecimal("1")));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, -, 6",
    "2, 3, 7, 6", // Price and quantity take precedence over the amount.
    "-, -, 7, 7",
    "2, -, 7, 7",
    "-, 3, 7, 7",
    "2, '', 7, 7",
  })
  void choosesTheCompleteAlternativeOfTheAmount(
      String price, String quantity, String amount, BigDecimal expected) {
    assertThat(parse(ALL, "t", "c", "2024-03-01", "-", "-", price, quantity, amount), is(true));
    assertThat(amount(), is(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "'', c, 2024-03-01, 1, 1, -, MISSING_FIELD, 0",
    "t, '', 2024-03-01, 1, 1, -, MISSING_FIELD, 1",
    "t, -, 2024-03-01, 1, 1, -, MISSING_FIELD, 1",
    "t, c, '', 1, 1, -, MISSING_FIELD, 2",
    "t, c, -, 1, 1, -, MISSING_FIELD, 2",
    "t, c, 2024-02-30, 1, 1, -, INVALID_TIMESTAMP, 2",
    "t, c, 2024-03-01, '', 1, -, MISSING_FIELD, 5",
    "t, c, 2024-03-01, x, 1, -, INVALID_NUMBER, 5",
    "t, c, 2024-03-01, 1, '', -, MISSING_FIELD, 6",
    "t, c, 2024-03-01, 1, -, -, MISSING_FIELD, 6",
    "t, c, 2024-03-01, 1, 1.0.0, -, INVALID_NUMBER, 6",
    "t, c, 2024-03-01, 1, -, x, INVALID_NUMBER, 7",
  })
  void reportsReasonAndPosition(
      String transaction,
      String customer,
      String time,
      String price,
      String quantity,
      String amount,
      RejectCode code,
      int column) {
    assertThat(parse(ALL, transaction, customer, time, "", "", price, quantity, amount), is(false));
    assertThat(parser.code(), is(code));
    assertThat(parser.column(), is(column));
  }

  @Test
  void transactionMayBeMissingButNotEmpty() {
    assertThat(parse(ALL, "-", "c", "2024-03-01", "", "", "1", "1", "-"), is(true));
  }
}
