package io.footfall.visits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.TextFields;
import io.footfall.rejects.RejectCode;
import java.math.BigDecimal;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitParserTest {
  private final VisitParser parser = new VisitParser(ZoneId.of("Europe/Berlin"));
  private final VisitRow row = new VisitRow();

  private boolean parse(String... fields) {
    parser.locate(new int[] {0, 1, 2, 3});
    return parser.parse(TextFields.of(fields), row);
  }

  @Test
  void rowHasTheColumnsWhereverTheyAre() {
    parser.locate(new int[] {4, 2, 1, 0});
    assertThat(
        parser.parse(TextFields.of("12.50", "/a", "2024-03-01 10:00:00.5", "?", "u1"), row),
        is(true));
    assertThat(new String(row.bytes, row.userFrom, row.userTo - row.userFrom, UTF_8), is("u1"));
    assertThat(new String(row.bytes, row.urlFrom, row.urlTo - row.urlFrom, UTF_8), is("/a"));
    assertThat(row.epochMicros, is(1_709_283_600_500_000L)); // 09:00:00.5 UTC
    assertThat(row.duration, is(1250L));
    assertThat(row.durationScale, is(2));
    assertThat(row.bigDuration == null, is(true));
  }

  @Test
  void keepsDurationsBeyondALongExact() {
    String duration = "123456789012345678901234567890.125";
    assertThat(parse("u1", "2024-03-01", "/a", duration), is(true));
    assertThat(row.bigDuration, is(new BigDecimal(duration)));
    // And the next row does not have it any more.
    assertThat(parse("u1", "2024-03-01", "/a", "1"), is(true));
    assertThat(row.bigDuration == null, is(true));
  }

  @Test
  void acceptsZeroDuration() {
    assertThat(parse("u1", "2024-03-01", "/a", "0"), is(true));
    assertThat(parse("u1", "2024-03-01", "/a", "-0.00"), is(true));
    assertThat(parse("u1", "2024-03-01", "/a", "0." + "0".repeat(30)), is(true));
  }

  @Test
  void visitWithoutADurationCounts() {
    for (String none : new String[] {"", "-"}) {
      assertThat(parse("u1", "2024-03-01", "/a", "7"), is(true));
      assertThat(row.hasDuration, is(true));
      assertThat(parse("u1", "2024-03-01", "/a", none), is(true));
      assertThat(row.hasDuration, is(false));
      assertThat(row.toVisit().duration() == null, is(true));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2024-03-01, /a, 1, MISSING_FIELD, 0",
    "-, 2024-03-01, /a, 1, MISSING_FIELD, 0",
    "u1, '', /a, 1, MISSING_FIELD, 1",
    "u1, -, /a, 1, MISSING_FIELD, 1",
    "u1, 2024-02-30, /a, 1, INVALID_TIMESTAMP, 1",
    "u1, 2024-03-01, '', 1, MISSING_FIELD, 2",
    "u1, 2024-03-01, -, 1, MISSING_FIELD, 2",
    "u1, 2024-03-01, /a, 1e, INVALID_NUMBER, 3",
    "u1, 2024-03-01, /a, -0.001, NEGATIVE_DURATION, 3",
    "u1, 2024-03-01, /a, -12345678901234567890, NEGATIVE_DURATION, 3",
  })
  void reportsReasonAndPosition(
      String user, String time, String url, String duration, RejectCode code, int column) {
    assertThat(parse(user, time, url, duration), is(false));
    assertThat(parser.code(), is(code));
    assertThat(parser.column(), is(column));
  }
}
