package io.footfall.records;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.purchases.Purchase;
import io.footfall.visits.Visit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RecordsRefuseTest {
  private static final LocalDate DAY = LocalDate.parse("2024-01-01");

  private static String refusal(Executable making) {
    return assertThrows(IllegalArgumentException.class, making).getMessage();
  }

  @Test
  void refusesAVisitWithoutAUser() {
    assertThat(
        refusal(() -> new Visit("", 0, "/", BigDecimal.ONE)),
        is("userId is empty; expected non-empty text"));
  }

  @Test
  void refusesAVisitWithoutAUrl() {
    assertThat(
        refusal(() -> new Visit("1", 0, "", BigDecimal.ONE)),
        is("url is empty; expected non-empty text"));
  }

  @Test
  void refusesANegativeDuration() {
    assertThat(
        refusal(() -> new Visit("1", 0, "/", new BigDecimal("-0.1"))),
        is("duration is -0.1; expected at least 0"));
  }

  @Test
  void refusesUnencodableText() {
    assertThat(
        refusal(() -> new Visit("1", 0, "/\ud83d", BigDecimal.ONE)),
        is("url has an unpaired surrogate at index 1; expected Unicode text"));
    assertThat(
        refusal(() -> new Visit("\udc5f\ud83d", 0, "/", BigDecimal.ONE)),
        is("userId has an unpaired surrogate at index 0; expected Unicode text"));
    assertThat(
        refusal(() -> new Purchase("t", "c", 0, DAY, "\ud83dx", "", BigDecimal.ONE)),
        is("productName has an unpaired surrogate at index 0; expected Unicode text"));
  }

  @Test
  void refusesHugeNumbers() {
    assertThat(
        refusal(() -> new Visit("1", 0, "/", new BigDecimal("1e2000000000"))),
        is(
            "duration has 2000000001 digits before and 0 after the point; expected at most"
                + " 2000"));
    assertThat(
        refusal(() -> new Purchase("t", "c", 0, DAY, "", "", new BigDecimal("1e-2001"))),
        is("amount has 0 digits before and 2001 after the point; expected at most 2000"));
  }

  @Test
  void refusesAPurchaseWithoutACustomer() {
    assertThat(
        refusal(() -> new Purchase("t", "", 0, DAY, "", "", BigDecimal.ONE)),
        is("customerId is empty; expected non-empty text"));
  }

  @Test
  void refusesDaysBeyondTheYear9999() {
    LocalDate day = LocalDate.of(10_000, 1, 1);
    assertThat(
        refusal(() -> new Purchase("t", "c", 0, day, "", "", BigDecimal.ONE)),
        is("date is +10000-01-01; expected the years 0001 to 9999"));
  }

  @Test
  void acceptsZeroWithAnyExponent() {
    assertThat(
        new Visit("1", 0, "/", new BigDecimal("0e2000000000")).duration(), is(BigDecimal.ZERO));
  }

  @Test
  void keepsMicroseconds() {
    Instant instant = Instant.parse("1969-12-31T23:59:59.123456789Z");
    Visit visit = Visit.of("1", instant, "/", BigDecimal.ONE);
    assertThat(visit.timestamp(), is(Instant.parse("1969-12-31T23:59:59.123456Z")));
  }
}
