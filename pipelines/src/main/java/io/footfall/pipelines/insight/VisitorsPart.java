package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** New and returning users: new users by day, weekly cohorts, and the days between visits. */
final class VisitorsPart {
  /**
   * Maximum number of users, because telling new from returning users needs memory for each user
   * and week.
   */
  static final long MOST_USERS = 3_000_000;

  /**
   * The start of each bin of days between two visits; a bin ends where the next one starts. Each
   * covers twice the days of the one before.
   */
  static final int[] GAPS = {1, 2, 4, 8, 16, 32, 64};

  /** A Monday and a Sunday from which weeks are counted. */
  private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);

  private static final LocalDate SUNDAY = LocalDate.of(1970, 1, 4);

  private final LocalDate origin;
  private final long[] newUsers;
  private final long[] gaps;

  /** Triples: the week of the first visit, weeks since then, users. */
  private final List<long[]> cohorts = new ArrayList<>();

  private VisitorsPart(Days days, InsightSettings settings) {
    origin = settings.labels().weekStart() == DayOfWeek.SUNDAY ? SUNDAY : MONDAY;
    newUsers = new long[days.size()];
    gaps = new long[days.size() * GAPS.length];
  }

  /** Reads the users of all days. */
  static VisitorsPart read(InsightQueries answers, Days days, InsightSettings settings) {
    VisitorsPart part = new VisitorsPart(days, settings);
    answers.forEachRow(
        "SELECT first_day, COUNT(*) FROM (SELECT user_id, MIN(event_date) AS first_day FROM visits"
            + " GROUP BY user_id) u GROUP BY first_day",
        row -> part.newUsers[days.number(row, 1)] = row.getLong(2));
    answers.forEachRow(
        "SELECT event_date, "
            + bin()
            + ", COUNT(*) FROM (SELECT event_date, event_date - lag(event_date) OVER (PARTITION BY"
            + " user_id ORDER BY event_date) AS gap FROM (SELECT DISTINCT user_id, event_date FROM"
            + " visits) d) g WHERE gap IS NOT NULL GROUP BY 1, 2",
        row -> part.gaps[days.number(row, 1) * GAPS.length + row.getInt(2)] = row.getLong(3));
    answers.forEachRow(
        "WITH w AS (SELECT DISTINCT user_id, CAST(FLOOR((event_date - DATE '"
            + part.origin
            + "') / 7.0) AS INTEGER) AS week FROM visits), f AS (SELECT user_id, MIN(week) AS"
            + " first_week FROM w GROUP BY user_id) SELECT f.first_week, w.week - f.first_week,"
            + " COUNT(*) FROM w JOIN f ON f.user_id = w.user_id GROUP BY 1, 2 ORDER BY 1, 2",
        row -> part.cohorts.add(new long[] {row.getLong(1), row.getLong(2), row.getLong(3)}));
    return part;
  }

  private static String bin() {
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 1; i < GAPS.length; i++) {
      sql.append(" WHEN gap < ").append(GAPS[i]).append(" THEN ").append(i - 1);
    }
    return sql.append(" ELSE ").append(GAPS.length - 1).append(" END").toString();
  }

  void write(JsonGenerator json) throws IOException {
    json.writePOJOField("newUsers", newUsers);
    json.writePOJOField("gapBins", GAPS);
    json.writePOJOField("gaps", gaps);
    json.writeArrayFieldStart("cohorts");
    for (long[] cohort : cohorts) {
      json.writePOJO(List.of(origin.plusWeeks(cohort[0]), cohort[1], cohort[2]));
    }
    json.writeEndArray();
  }
}
