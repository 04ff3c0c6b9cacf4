package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;

/**
 * Sessions by day and page, and the revenue from the visitors of each page. A session ends when its
 * user views no page for 30 minutes, as in the saved query {@code sessions}.
 */
final class SessionsPart {
  /** Maximum number of visits, because finding sessions sorts all of them. */
  static final long MOST_VISITS = 20_000_000;

  private static final int CELLS = 60_000;
  private static final String OF_USER = " OVER (PARTITION BY user_id ORDER BY \"timestamp\", url)";

  /** A column that is 1 for the first visit of a session, else 0. */
  static final String BEGINS =
      "CASE WHEN \"timestamp\" <= lag(\"timestamp\")"
          + OF_USER
          + " + INTERVAL '30 minutes' THEN 0 ELSE 1 END AS begins";

  /** A column that is 1 for the last visit of a session, else 0. */
  private static final String ENDS =
      "CASE WHEN lead(\"timestamp\")"
          + OF_USER
          + " <= \"timestamp\" + INTERVAL '30 minutes' THEN 0 ELSE 1 END AS ends";

  private final Days days;
  private final PageCells cells;
  private final int pages;
  private final Map<String, Integer> places;
  private final long[] sessions;
  private final long[] bounces;
  private final int[] landings;
  private final int[] exits;
  private final int[] bouncesOfCells;
  private final ExactColumn touched = new ExactColumn();

  private SessionsPart(Days days, PageCells cells) {
    this.days = days;
    this.cells = cells;
    pages = cells.pagesWithin(CELLS);
    places = cells.places(pages);
    sessions = new long[days.size()];
    bounces = new long[days.size()];
    landings = new int[cells.end(pages)];
    exits = new int[landings.length];
    bouncesOfCells = new int[landings.length];
  }

  /**
   * Reads the sessions, and the revenue from the visitors of each page on the day of their visit.
   */
  static SessionsPart read(InsightQueries answers, Days days, PageCells cells) {
    SessionsPart part = new SessionsPart(days, cells);
    part.readSessions(answers);
    if (answers.has("purchases")) {
      part.readTouched(answers);
    }
    return part;
  }

  private void readSessions(InsightQueries answers) {
    answers.forEachRow(
        ("SELECT event_date, url, SUM(begins), SUM(ends), SUM(begins * ends) FROM (SELECT"
                + " event_date, url, %s, %s FROM visits) marked GROUP BY event_date, url")
            .formatted(BEGINS, ENDS),
        row -> {
          int day = days.number(row, 1);
          sessions[day] += row.getLong(3);
          bounces[day] += row.getLong(5);
          Integer page = places.get(row.getString(2));
          if (page != null) {
            int cell = cells.cell(page, day);
            landings[cell] = row.getInt(3);
            exits[cell] = row.getInt(4);
            bouncesOfCells[cell] = row.getInt(5);
          }
        });
  }

  private void readTouched(InsightQueries answers) {
    BigDecimal[] sums = new BigDecimal[landings.length];
    Arrays.fill(sums, BigDecimal.ZERO);
    answers.forEachRow(
        "SELECT d.event_date, d.url, SUM(c.spent) FROM (SELECT DISTINCT event_date, url, user_id FROM"
            + " visits) d JOIN (SELECT event_date, customer_id, SUM(amount) AS spent FROM purchases"
            + " GROUP BY event_date, customer_id) c ON c.event_date = d.event_date AND c.customer_id"
            + " = d.user_id GROUP BY d.event_date, d.url",
        row -> {
          Integer page = places.get(row.getString(2));
          if (page != null) {
            sums[cells.cell(page, days.number(row, 1))] = row.getBigDecimal(3);
          }
        });
    for (BigDecimal sum : sums) {
      touched.add(sum);
    }
  }

  /** Returns the number of decimals of the revenue. */
  int scale() {
    return touched.scale();
  }

  /** Returns the revenue of each cell, to be written in the units of the purchases. */
  ExactColumn touched() {
    return touched;
  }

  void writeDays(JsonGenerator json) throws IOException {
    json.writePOJOField("sessions", sessions);
    json.writePOJOField("bounces", bounces);
  }

  void writeCells(JsonGenerator json) throws IOException {
    json.writeNumberField("withSessions", pages);
    json.writePOJOField("landings", landings);
    json.writePOJOField("exits", exits);
    json.writePOJOField("bounces", bouncesOfCells);
  }
}
