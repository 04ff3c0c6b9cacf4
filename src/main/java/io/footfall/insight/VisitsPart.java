package io.footfall.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits, by day and by page. */
final class VisitsPart {
  /** Where the bins of the time on a page begin, in seconds; each ends where the next begins. */
  static final int[] BINS = {0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800};

  /** The report of a run has no days of URLs. */
  static final String DATED_STATS = "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) stats";

  private static final int PAGES_WITH_DISTRIBUTION = 300;
  private static final int CELLS_WITH_DISTRIBUTION = 20_000;
  private static final int PAGES_WITH_USERS = 100;

  private final Answers answers;
  private final Days days;
  private final InsightSettings settings;

  /** Whether single visits are known, and not only sums over URLs. */
  private final boolean single;

  private final boolean knowsBuyers;
  private final long[] visits;
  private final ExactColumn seconds = new ExactColumn();
  private final DailySketches users;
  private final DailySketches buyers;
  private final long[][] distribution;
  private long allUsers;
  private long allBuyers;
  private double first;
  private double last;

  private long pageCount;
  private final List<String> pages = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Long> cellVisits = new ArrayList<>();
  private final ExactColumn cellSeconds = new ExactColumn();
  private final List<long[]> cellDistribution = new ArrayList<>();
  private int pagesWithDistribution;
  private final List<UserSketch> cellUsers = new ArrayList<>();
  private final List<UserSketch> cellBuyers = new ArrayList<>();
  private int pagesWithUsers;

  private VisitsPart(Answers answers, Days days, InsightSettings settings) {
    this.answers = answers;
    this.days = days;
    this.settings = settings;
    single = answers.has("visits");
    knowsBuyers = single && answers.has("purchases");
    visits = new long[days.size()];
    users = new DailySketches(days.size());
    buyers = new DailySketches(days.size());
    distribution = new long[days.size()][BINS.length];
  }

  /** What visits are counted by, or nothing if there is none with a row. */
  static @Nullable String relation(Answers answers) {
    return answers.has("visits")
        ? "visits"
        : answers.has("url_stats", DATED_STATS) ? DATED_STATS : null;
  }

  static VisitsPart read(Answers answers, Days days, InsightSettings settings) {
    VisitsPart part = new VisitsPart(answers, days, settings);
    part.readDays();
    part.readPages();
    if (part.single) {
      part.readUsers();
      part.readDistribution();
      part.readDistributionOfPages();
      part.readUsersOfPages();
    }
    return part;
  }

  long total() {
    long total = 0;
    for (long n : visits) {
      total += n;
    }
    return total;
  }

  long pages() {
    return pageCount;
  }

  private void readDays() {
    BigDecimal[] sums = new BigDecimal[days.size()];
    Arrays.fill(sums, BigDecimal.ZERO);
    answers.every(
        single
            ? "SELECT event_date, COUNT(*), SUM(page_view_duration) FROM visits GROUP BY event_date"
            : "SELECT event_date, SUM(visits), SUM(total_time_spent) FROM "
                + DATED_STATS
                + " GROUP BY event_date",
        row -> {
          int day = days.number(row, 1);
          visits[day] = row.getLong(2);
          sums[day] = row.getBigDecimal(3);
        });
    for (BigDecimal sum : sums) {
      seconds.add(sum);
    }
    if (single) {
      answers.every(
          "SELECT EXTRACT(EPOCH FROM MIN(\"timestamp\")), EXTRACT(EPOCH FROM MAX(\"timestamp\"))"
              + " FROM visits",
          row -> {
            first = row.getDouble(1);
            last = row.getDouble(2);
          });
    }
  }

  /**
   * The pages in their order, which is that of {@code urls.csv}: most visited, then visited
   * earliest.
   */
  private String placed(int most) {
    return "WITH placed AS (SELECT url, place FROM (SELECT url, ROW_NUMBER() OVER (ORDER BY n DESC,"
        + " earliest, url) AS place FROM ("
        + (single
            ? "SELECT url, COUNT(*) AS n, MIN(\"timestamp\") AS earliest FROM visits"
            : "SELECT url, SUM(visits) AS n, MIN(event_date) AS earliest FROM " + DATED_STATS)
        + " GROUP BY url) counted) numbered WHERE place <= "
        + most
        + ") ";
  }

  private void readPages() {
    String from = single ? "visits v" : "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) v";
    answers.every("SELECT COUNT(DISTINCT url) FROM " + from, row -> pageCount = row.getLong(1));
    List<String> names = new ArrayList<>();
    answers.every(
        placed(settings.pages()) + "SELECT url FROM placed ORDER BY place",
        row -> names.add(row.getString(1)));
    answers.ask(
        placed(settings.pages())
            + "SELECT p.place, v.event_date, "
            + (single
                ? "COUNT(*), SUM(v.page_view_duration)"
                : "SUM(v.visits), SUM(v.total_time_spent)")
            + " FROM "
            + from
            + " JOIN placed p ON p.url = v.url GROUP BY p.place, v.event_date ORDER BY 1, 2",
        row -> {
          int place = row.getInt(1);
          if (place > starts.size()) {
            // A page is kept with all of its days, or not at all.
            if (cellDays.size() + days.size() > settings.cells() && !starts.isEmpty()) {
              return false;
            }
            starts.add(cellDays.size());
          }
          cellDays.add(days.number(row, 2));
          cellVisits.add(row.getLong(3));
          cellSeconds.add(row.getBigDecimal(4));
          return true;
        });
    pages.addAll(names.subList(0, starts.size()));
  }

  private void readUsers() {
    answers.every(
        "SELECT d.event_date, d.user_id, "
            + buyer()
            + " FROM (SELECT DISTINCT event_date, user_id FROM visits) d"
            + joinedBuyers(),
        row -> {
          int day = days.number(row, 1);
          users.add(day, row.getString(2));
          if (row.getInt(3) == 1) {
            buyers.add(day, row.getString(2));
          }
        });
    answers.every(
        "SELECT COUNT(DISTINCT d.user_id), COUNT(DISTINCT CASE WHEN "
            + buyer()
            + " = 1 THEN d.user_id END) FROM (SELECT DISTINCT event_date, user_id FROM visits) d"
            + joinedBuyers(),
        row -> {
          allUsers = row.getLong(1);
          allBuyers = row.getLong(2);
        });
  }

  /** One if the user bought something on the same day, as the saved query of conversion has it. */
  private String buyer() {
    return knowsBuyers ? "CASE WHEN c.customer_id IS NULL THEN 0 ELSE 1 END" : "0";
  }

  private String joinedBuyers() {
    return knowsBuyers
        ? " LEFT JOIN (SELECT DISTINCT event_date, customer_id FROM purchases WHERE amount > 0) c"
            + " ON c.event_date = d.event_date AND c.customer_id = d.user_id"
        : "";
  }

  private static String bin() {
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 1; i < BINS.length; i++) {
      sql.append(" WHEN page_view_duration < ").append(BINS[i]).append(" THEN ").append(i - 1);
    }
    return sql.append(" ELSE ").append(BINS.length - 1).append(" END").toString();
  }

  private void readDistribution() {
    answers.every(
        "SELECT event_date, " + bin() + ", COUNT(*) FROM visits GROUP BY 1, 2",
        row -> distribution[days.number(row, 1)][row.getInt(2)] = row.getLong(3));
  }

  /** The cell of a page and a day, of those that are kept; negative if there is none. */
  private int cell(int place, int day) {
    int from = starts.get(place - 1);
    int to = place < starts.size() ? starts.get(place) : cellDays.size();
    int found = Collections.binarySearch(cellDays.subList(from, to), day);
    return found < 0 ? -1 : from + found;
  }

  private void readDistributionOfPages() {
    int most = Math.min(PAGES_WITH_DISTRIBUTION, pages.size());
    while (pagesWithDistribution < most
        && end(pagesWithDistribution + 1) <= CELLS_WITH_DISTRIBUTION) {
      pagesWithDistribution++;
    }
    for (int i = 0; i < end(pagesWithDistribution); i++) {
      cellDistribution.add(new long[BINS.length]);
    }
    answers.every(
        placed(pagesWithDistribution)
            + "SELECT p.place, v.event_date, "
            + bin()
            + ", COUNT(*) FROM visits v JOIN placed p ON p.url = v.url GROUP BY 1, 2, 3",
        row -> {
          int cell = cell(row.getInt(1), days.number(row, 2));
          cellDistribution.get(cell)[row.getInt(3)] = row.getLong(4);
        });
  }

  /** How many cells the first pages have. */
  private int end(int places) {
    return places < starts.size() ? starts.get(places) : cellDays.size();
  }

  private void readUsersOfPages() {
    int most = Math.min(PAGES_WITH_USERS, pages.size());
    int[] left = {settings.sketchBytes()};
    int[] place = {0};
    int[] cell = {-1};
    answers.ask(
        placed(most)
            + "SELECT d.place, d.event_date, d.user_id, "
            + buyer()
            + " FROM (SELECT DISTINCT p.place, v.event_date, v.user_id FROM visits v JOIN placed p"
            + " ON p.url = v.url) d"
            + joinedBuyers()
            + " ORDER BY 1, 2",
        row -> {
          int now = cell(row.getInt(1), days.number(row, 2));
          if (now != cell[0]) {
            if (cell[0] >= 0) {
              left[0] -= bytes(cellUsers.get(cell[0])) + bytes(cellBuyers.get(cell[0]));
            }
            if (row.getInt(1) != place[0]) {
              pagesWithUsers = place[0];
              if (left[0] < 0) {
                return false;
              }
              place[0] = row.getInt(1);
            }
            cell[0] = now;
            cellUsers.add(new UserSketch());
            cellBuyers.add(new UserSketch());
          }
          take(row, cell[0]);
          return true;
        });
    if (left[0] >= 0) {
      pagesWithUsers = most;
    }
    cellUsers.subList(end(pagesWithUsers), cellUsers.size()).clear();
    cellBuyers.subList(end(pagesWithUsers), cellBuyers.size()).clear();
  }

  private void take(ResultSet row, int cell) throws SQLException {
    String user = row.getString(3);
    cellUsers.get(cell).add(user);
    if (row.getInt(4) == 1) {
      cellBuyers.get(cell).add(user);
    }
  }

  private static int bytes(UserSketch sketch) {
    return DailySketches.bytes(sketch);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("single", single);
    if (single) {
      json.writeNumberField("first", first);
      json.writeNumberField("last", last);
    }
    int scale = seconds.scale();
    scale = Math.max(scale, cellSeconds.scale());
    boolean big = seconds.isBig(scale);
    json.writeNumberField("scale", scale);
    json.writeBooleanField("big", big);
    json.writeFieldName("visits");
    json.writeArray(visits, 0, visits.length);
    seconds.write(json, "seconds", scale, big);
    if (single) {
      json.writeNumberField("allUsers", allUsers);
      users.write(json, "users");
      if (knowsBuyers) {
        json.writeNumberField("allBuyers", allBuyers);
        buyers.write(json, "buyers");
      }
      json.writeFieldName("bins");
      json.writeArray(BINS, 0, BINS.length);
      writeDistribution(json, "distribution", List.of(distribution));
    }
    json.writeObjectFieldStart("pages");
    json.writeNumberField("count", pageCount);
    json.writeArrayFieldStart("urls");
    for (String page : pages) {
      json.writeString(ShortText.of(page));
    }
    json.writeEndArray();
    writeInts(json, "starts", starts);
    writeInts(json, "days", cellDays);
    json.writeArrayFieldStart("visits");
    for (long n : cellVisits) {
      json.writeNumber(n);
    }
    json.writeEndArray();
    cellSeconds.write(json, "seconds", scale, big);
    if (single) {
      json.writeNumberField("withDistribution", pagesWithDistribution);
      writeDistribution(json, "distribution", cellDistribution);
      json.writeNumberField("withUsers", pagesWithUsers);
      DailySketches.write(json, "users", cellUsers);
      if (knowsBuyers) {
        DailySketches.write(json, "buyers", cellBuyers);
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** All numbers of all bins in one array. */
  private static void writeDistribution(JsonGenerator json, String name, List<long[]> cells)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (long[] cell : cells) {
      for (long n : cell) {
        json.writeNumber(n);
      }
    }
    json.writeEndArray();
  }

  static void writeInts(JsonGenerator json, String name, List<Integer> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
