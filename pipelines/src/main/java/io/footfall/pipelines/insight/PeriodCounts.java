package io.footfall.pipelines.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exact number of distinct users, buyers and customers of the named periods and of the periods
 * before them. Other periods are estimated from sketches. A period has the same numbers in every
 * report and on the dashboard.
 */
final class PeriodCounts {
  private static final int[] LENGTHS = {7, 28, 90};

  /** Maximum number of ids, because exact counting needs memory for each. */
  private static final long MOST_IDS = 3_000_000;

  /** A span of days, inclusive. */
  record Span(LocalDate from, LocalDate to) {
    private Span before() {
      long days = to.toEpochDay() - from.toEpochDay() + 1;
      return new Span(from.minusDays(days), to.minusDays(days));
    }
  }

  private final List<Span> spans;
  private long @Nullable [] users;
  private long @Nullable [] buyers;
  private long @Nullable [] customers;

  private PeriodCounts(List<Span> spans) {
    this.spans = spans;
  }

  /** Counts the ids of each named period and of the one before it. */
  static PeriodCounts read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      @Nullable VisitsPart visits,
      @Nullable PurchasesPart purchases) {
    PeriodCounts counts = new PeriodCounts(spans(days, settings));
    if (counts.spans.isEmpty()) {
      return counts;
    }
    if (visits != null && visits.users() > 0 && visits.users() <= MOST_IDS) {
      counts.users = counts.read(answers, "user_id", "visits");
      if (visits.knowsBuyers()) {
        counts.buyers =
            counts.read(
                answers,
                "user_id",
                "(SELECT v.event_date, v.user_id FROM visits v JOIN (SELECT DISTINCT event_date,"
                    + " customer_id FROM purchases WHERE amount > 0) c ON c.event_date ="
                    + " v.event_date AND c.customer_id = v.user_id) bought");
      }
    }
    if (purchases != null && purchases.customers() <= MOST_IDS) {
      counts.customers = counts.read(answers, "customer_id", purchases.relation());
    }
    return counts;
  }

  /**
   * Returns the named periods of the page, which end with the last day that is not in the future.
   */
  private static List<Span> spans(Days days, InsightSettings settings) {
    LocalDate made = LocalDate.ofInstant(settings.made(), java.time.ZoneOffset.UTC).plusDays(1);
    @Nullable LocalDate last =
        days.list().stream().filter(day -> !day.isAfter(made)).reduce((a, b) -> b).orElse(null);
    if (last == null) {
      return List.of();
    }
    LocalDate first = days.list().get(0);
    DayOfWeek weekStart = settings.labels().weekStart();
    LocalDate week = last.with(TemporalAdjusters.previousOrSame(weekStart));
    LocalDate month = last.withDayOfMonth(1);
    LocalDate year = last.withDayOfYear(1);
    List<Span> named = new ArrayList<>();
    // All days except those in the future.
    named.add(new Span(first, last));
    for (int length : LENGTHS) {
      LocalDate from = last.minusDays(length - 1L);
      named.add(new Span(from.isBefore(first) ? first : from, last));
    }
    named.add(new Span(week, last));
    named.add(new Span(week.minusDays(7), week.minusDays(1)));
    named.add(new Span(month, last));
    named.add(new Span(month.minusMonths(1), month.minusDays(1)));
    named.add(new Span(year, last));
    named.add(new Span(year.minusYears(1), year.minusDays(1)));
    Set<Span> all = new LinkedHashSet<>();
    for (Span span : named) {
      all.add(span);
      all.add(span.before());
    }
    all.removeIf(span -> span.to().isBefore(first));
    return List.copyOf(all);
  }

  private long[] read(InsightQueries answers, String id, String relation) {
    StringBuilder sums = new StringBuilder();
    StringBuilder flags = new StringBuilder();
    for (int i = 0; i < spans.size(); i++) {
      sums.append(i == 0 ? "" : ", ").append("SUM(p").append(i).append(')');
      flags
          .append(", MAX(CASE WHEN event_date BETWEEN DATE '")
          .append(spans.get(i).from())
          .append("' AND DATE '")
          .append(spans.get(i).to())
          .append("' THEN 1 ELSE 0 END) AS p")
          .append(i);
    }
    long[] counts = new long[spans.size()];
    answers.forEachRow(
        "SELECT %s FROM (SELECT %s%s FROM %s GROUP BY %s) ids"
            .formatted(sums, id, flags, relation, id),
        row -> take(row, counts));
    return counts;
  }

  private static void take(ResultSet row, long[] counts) throws SQLException {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = row.getLong(i + 1);
    }
  }

  /** A period as JSON: the members have the names and the order of the components. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Period(
      LocalDate from,
      LocalDate to,
      @Nullable Long users,
      @Nullable Long buyers,
      @Nullable Long customers) {}

  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("periods");
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      json.writePOJO(
          new Period(span.from(), span.to(), at(users, i), at(buyers, i), at(customers, i)));
    }
    json.writeEndArray();
  }

  private static @Nullable Long at(long @Nullable [] counts, int period) {
    return counts == null ? null : counts[period];
  }
}
