package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Visits by day and page. */
final class VisitsPart {
  /**
   * The start of each bin of time on page, in seconds; a bin ends where the next one starts. Each
   * covers twice the time of the one before, because bins of other widths invent peaks.
   */
  static final int[] BINS = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};

  /** The report of a run has no days per URL. */
  static final String DATED_STATS = "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) stats";

  private static final int PAGES_WITH_DISTRIBUTION = 300;
  private static final int CELLS_WITH_DISTRIBUTION = 20_000;
  private static final int PAGES_WITH_USERS = 100;

  private final InsightQueries answers;
  private final Days days;
  private final InsightSettings settings;
  private final InsightMemory memory;
  private final FreshRows fresh;

  /** The days whose buyers may have changed; all days if nothing is remembered. */
  private final Set<LocalDate> changed;

  /** Whether the source has single visits, not only sums per URL. */
  private final boolean single;

  private final boolean knowsBuyers;
  private final long[] visits;
  private final long[] timed;
  private final ExactColumn seconds = new ExactColumn();
  private final DailySketches users = new DailySketches();
  private final DailySketches buyers = new DailySketches();
  private final List<long[]> distribution = new ArrayList<>();
  private final List<long[]> hours = new ArrayList<>();
  private long allUsers;
  private long allBuyers;
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;

  private long pageCount;
  private final List<String> pages = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Long> cellVisits = new ArrayList<>();
  private final List<Long> cellTimed = new ArrayList<>();
  private final ExactColumn cellSeconds = new ExactColumn();
  private final List<long[]> cellDistribution = new ArrayList<>();
  private int pagesWithDistribution;
  private final List<UserSketch> cellUsers = new ArrayList<>();
  private final List<UserSketch> cellBuyers = new ArrayList<>();
  private int pagesWithUsers;
  private @Nullable SessionsPart sessions;
  private @Nullable VisitorsPart visitors;
  private @Nullable JourneysPart journeys;
  private @Nullable CampaignsPart campaigns;

  private VisitsPart(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh,
      FreshRows freshPurchases) {
    this.answers = answers;
    this.days = days;
    this.settings = settings;
    this.memory = memory;
    this.fresh = fresh;
    changed = new TreeSet<>(fresh.isAll() ? days.list() : fresh.days());
    changed.addAll(freshPurchases.days());
    single = answers.has("visits");
    knowsBuyers = single && answers.has("purchases");
    visits = new long[days.size()];
    timed = new long[days.size()];
  }

  /** Returns the relation that counts visits, or null if none has a row. */
  static @Nullable String relation(InsightQueries answers) {
    return answers.has("visits")
        ? "visits"
        : answers.has("url_stats", DATED_STATS) ? DATED_STATS : null;
  }

  static VisitsPart read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh,
      FreshRows freshPurchases) {
    VisitsPart part = new VisitsPart(answers, days, settings, memory, fresh, freshPurchases);
    fresh.forgetIn(memory.visits());
    if (fresh.isAll()) {
      memory.pagesWithDistribution().clear();
      memory.pagesWithUsers().clear();
    }
    if (part.single) {
      part.readDays();
      part.readUsers();
      part.readBuyers();
      part.takeDays();
    } else {
      part.readSums();
    }
    part.readPages();
    if (part.single) {
      PageCells cells = new PageCells(part.pages, part.starts, part.cellDays);
      if (part.total() <= SessionsPart.MOST_VISITS) {
        part.sessions = SessionsPart.read(answers, days, cells);
        part.journeys = JourneysPart.read(answers, days, settings, cells, part.total());
      }
      part.campaigns = CampaignsPart.read(answers, days);
      if (part.allUsers <= VisitorsPart.MOST_USERS) {
        part.visitors = VisitorsPart.read(answers, days, settings);
      }
      part.readDistributionOfPages();
      part.readUsersOfPages();
      part.forgetOtherPages();
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

  /** Returns the number of users of all days; 0 if the source has no single visits. */
  long users() {
    return allUsers;
  }

  boolean knowsBuyers() {
    return knowsBuyers;
  }

  long pages() {
    return pageCount;
  }

  private void readSums() {
    BigDecimal[] sums = new BigDecimal[days.size()];
    Arrays.fill(sums, BigDecimal.ZERO);
    answers.every(
        "SELECT event_date, SUM(visits), COALESCE(SUM(total_time_spent), 0),"
            + " SUM(COALESCE(timed_visits, visits)) FROM "
            + DATED_STATS
            + " GROUP BY event_date",
        row -> {
          int day = days.number(row, 1);
          visits[day] = row.getLong(2);
          timed[day] = row.getLong(4);
          sums[day] = row.getBigDecimal(3);
        });
    for (BigDecimal sum : sums) {
      seconds.add(sum);
    }
  }

  private void readDays() {
    if (fresh.isNone()) {
      return;
    }
    answers.every(
        "SELECT event_date, "
            + bin()
            + ", COUNT(*), COALESCE(SUM(page_view_duration), 0), EXTRACT(EPOCH FROM MIN(\"timestamp\")),"
            + " EXTRACT(EPOCH FROM MAX(\"timestamp\")) FROM visits WHERE "
            + fresh.condition()
            + " GROUP BY 1, 2",
        row -> {
          VisitsDay day = memory.visits(Days.day(row, 1));
          long rows = row.getLong(3);
          int bin = row.getInt(2);
          if (bin >= 0) {
            day.distribution[bin] += rows;
          }
          day.add(
              rows, bin >= 0 ? rows : 0, row.getBigDecimal(4), row.getDouble(5), row.getDouble(6));
        });
    if (answers.hour().isPresent()) {
      answers.every(
          "SELECT event_date, "
              + answers.hour().get()
              + ", COUNT(*) FROM visits WHERE "
              + fresh.condition()
              + " GROUP BY 1, 2",
          row -> memory.visits(Days.day(row, 1)).hours[row.getInt(2)] += row.getLong(3));
    }
  }

  /** Fills the columns by day from the memory, which is up to date. */
  private void takeDays() {
    for (int i = 0; i < days.size(); i++) {
      VisitsDay day = memory.visits(days.list().get(i));
      visits[i] = day.visits();
      timed[i] = day.timed();
      hours.add(day.hours);
      seconds.add(day.seconds());
      users.add(day.userCount, day.users);
      buyers.add(day.buyerCount, day.buyers);
      distribution.add(day.distribution);
      first = Math.min(first, day.first());
      last = Math.max(last, day.last());
    }
  }

  /**
   * Returns SQL that ranks the pages in the order of {@code urls.csv}: most visited, then visited
   * earliest.
   */
  private String placed(int most) {
    return "WITH placed AS (SELECT url, place FROM (SELECT url, ROW_NUMBER() OVER (ORDER BY n DESC,"
        + " earliest, url) AS place FROM ("
        + counted()
        + ") counted) numbered WHERE place <= "
        + most
        + ") ";
  }

  private String counted() {
    return (single
            ? "SELECT url, COUNT(*) AS n, MIN(\"timestamp\") AS earliest FROM visits"
            : "SELECT url, SUM(visits) AS n, MIN(event_date) AS earliest FROM " + DATED_STATS)
        + " GROUP BY url";
  }

  private void readPages() {
    String from = single ? "visits v" : "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) v";
    List<String> names = new ArrayList<>();
    answers.every(
        "SELECT url, COUNT(*) OVER () FROM ("
            + counted()
            + ") counted ORDER BY n DESC, earliest, url LIMIT "
            + settings.pages(),
        row -> {
          names.add(row.getString(1));
          pageCount = row.getLong(2);
        });
    answers.ask(
        placed(settings.pages())
            + "SELECT p.place, v.event_date, "
            + (single
                ? "COUNT(*), COALESCE(SUM(v.page_view_duration), 0), COUNT(v.page_view_duration)"
                : "SUM(v.visits), COALESCE(SUM(v.total_time_spent), 0),"
                    + " SUM(COALESCE(v.timed_visits, v.visits))")
            + " FROM "
            + from
            + " JOIN placed p ON p.url = v.url GROUP BY p.place, v.event_date ORDER BY 1, 2",
        row -> {
          int place = row.getInt(1);
          if (place > starts.size()) {
            // A page is kept with all of its days or not at all.
            if (cellDays.size() + days.size() > settings.cells() && !starts.isEmpty()) {
              return false;
            }
            starts.add(cellDays.size());
          }
          cellDays.add(days.number(row, 2));
          cellVisits.add(row.getLong(3));
          cellSeconds.add(row.getBigDecimal(4));
          cellTimed.add(row.getLong(5));
          return true;
        });
    pages.addAll(names.subList(0, starts.size()));
  }

  private void readUsers() {
    if (!fresh.isNone()) {
      answers.every(
          "SELECT DISTINCT event_date, user_id FROM visits WHERE " + fresh.condition(),
          row -> {
            VisitsDay day = memory.visits(Days.day(row, 1));
            day.users.add(row.getString(2));
            day.userCount++;
          });
    }
    if (!fresh.grown().isEmpty()) {
      // Some of the new users may have been counted before.
      answers.every(
          "SELECT event_date, COUNT(DISTINCT user_id) FROM visits WHERE "
              + FreshRows.ofDays(fresh.grown())
              + " GROUP BY event_date",
          row -> memory.visits(Days.day(row, 1)).userCount = row.getLong(2));
    }
    answers.every("SELECT COUNT(DISTINCT user_id) FROM visits", row -> allUsers = row.getLong(1));
  }

  private void readBuyers() {
    for (LocalDate day : changed) {
      memory.visits(day).buyers = new UserSketch();
      memory.visits(day).buyerCount = 0;
    }
    if (!knowsBuyers) {
      return;
    }
    String ofChanged = fresh.isAll() ? "TRUE" : FreshRows.ofDays(changed);
    answers.every(
        "SELECT d.event_date, d.user_id FROM (SELECT DISTINCT event_date, user_id FROM visits WHERE "
            + ofChanged
            + ") d JOIN (SELECT DISTINCT event_date, customer_id FROM purchases WHERE amount > 0 AND "
            + ofChanged
            + ") c ON c.event_date = d.event_date AND c.customer_id = d.user_id",
        row -> {
          VisitsDay day = memory.visits(Days.day(row, 1));
          day.buyers.add(row.getString(2));
          day.buyerCount++;
        });
    answers.every(
        "SELECT COUNT(DISTINCT v.user_id) FROM visits v JOIN (SELECT DISTINCT event_date, customer_id"
            + " FROM purchases WHERE amount > 0) c ON c.event_date = v.event_date AND"
            + " c.customer_id = v.user_id",
        row -> allBuyers = row.getLong(1));
  }

  /** Returns SQL that is 1 if the user bought on the same day, as in the saved query conversion. */
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
    StringBuilder sql = new StringBuilder("CASE WHEN page_view_duration IS NULL THEN -1");
    for (int i = 1; i < BINS.length; i++) {
      sql.append(" WHEN page_view_duration < ").append(BINS[i]).append(" THEN ").append(i - 1);
    }
    return sql.append(" ELSE ").append(BINS.length - 1).append(" END").toString();
  }

  /** Returns the number of cells of the first pages. */
  private int end(int places) {
    return places < starts.size() ? starts.get(places) : cellDays.size();
  }

  /** Returns the remembered or the other pages, by rank. */
  private SortedMap<Integer, String> placed(int most, Set<String> remembered, boolean are) {
    SortedMap<Integer, String> placed = new TreeMap<>();
    for (int i = 0; i < most; i++) {
      if (remembered.contains(pages.get(i)) == are) {
        placed.put(i + 1, pages.get(i));
      }
    }
    return placed;
  }

  /** Returns an SQL condition that selects pages, with question marks for their URLs. */
  private static String isOf(SortedMap<Integer, String> selected) {
    return "url IN (" + String.join(", ", Collections.nCopies(selected.size(), "?")) + ")";
  }

  /** Resets a part of the remembered data of pages. */
  private void forget(SortedMap<Integer, String> selected, Consumer<VisitsDay.Page> part) {
    for (VisitsDay day : memory.visits().values()) {
      for (String page : selected.values()) {
        VisitsDay.@Nullable Page remembered = day.pages().get(page);
        if (remembered != null) {
          part.accept(remembered);
        }
      }
    }
  }

  private VisitsDay.Page page(int place, LocalDate day) {
    return memory.visits(day).page(pages.get(place - 1));
  }

  /** Returns the page and day at the start of a row. */
  private VisitsDay.Page page(ResultSet row) throws SQLException {
    return memory.visits(Days.day(row, 2)).page(row.getString(1));
  }

  private void readDistributionOfPages() {
    int most = Math.min(PAGES_WITH_DISTRIBUTION, pages.size());
    while (pagesWithDistribution < most
        && end(pagesWithDistribution + 1) <= CELLS_WITH_DISTRIBUTION) {
      pagesWithDistribution++;
    }
    Set<String> remembered = memory.pagesWithDistribution();
    SortedMap<Integer, String> others = placed(pagesWithDistribution, remembered, false);
    forget(others, page -> page.distribution = new long[BINS.length]);
    if (!fresh.isNone()) {
      readDistribution(placed(pagesWithDistribution, remembered, true), fresh.condition());
    }
    readDistribution(others, "TRUE");
    remembered.clear();
    remembered.addAll(pages.subList(0, pagesWithDistribution));
    for (int place = 1; place <= pagesWithDistribution; place++) {
      for (VisitsDay.Page cell : cells(place)) {
        cellDistribution.add(cell.distribution);
      }
    }
  }

  private void readDistribution(SortedMap<Integer, String> selected, String condition) {
    if (selected.isEmpty()) {
      return;
    }
    answers.ask(
        "SELECT url, event_date, "
            + bin()
            + ", COUNT(*) FROM visits WHERE "
            + isOf(selected)
            + " AND "
            + condition
            + " GROUP BY 1, 2, 3",
        List.copyOf(selected.values()),
        row -> {
          if (row.getInt(3) >= 0) {
            page(row).distribution[row.getInt(3)] += row.getLong(4);
          }
          return true;
        });
  }

  /** Returns the remembered data of a page by day. */
  private List<VisitsDay.Page> cells(int place) {
    return cellDays.subList(starts.get(place - 1), end(place)).stream()
        .map(day -> page(place, days.list().get(day)))
        .toList();
  }

  private void readUsersOfPages() {
    int most = Math.min(PAGES_WITH_USERS, pages.size());
    Set<String> remembered = memory.pagesWithUsers();
    SortedMap<Integer, String> same = placed(most, remembered, true);
    SortedMap<Integer, String> others = placed(most, remembered, false);
    readMoreUsers(same);
    forget(
        others,
        page -> {
          page.users = new UserSketch();
          page.buyers = new UserSketch();
        });
    SketchBudget budget = new SketchBudget();
    if (!others.isEmpty() && budget.holds(others.firstKey())) {
      answers.ask(
          placed(most)
              + "SELECT d.place, d.event_date, d.user_id, "
              + buyer()
              + " FROM (SELECT DISTINCT p.place, v.event_date, v.user_id FROM visits v JOIN placed p"
              + " ON p.url = v.url WHERE p.place IN ("
              + others.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ")) d"
              + joinedBuyers()
              + " ORDER BY 1, 2",
          row -> {
            VisitsDay.Page page = page(row.getInt(1), Days.day(row, 2));
            page.users.add(row.getString(3));
            if (row.getInt(4) == 1) {
              page.buyers.add(row.getString(3));
            }
            return budget.holds(row.getInt(1));
          });
    }
    budget.holds(most + 1);
    pagesWithUsers = budget.pages;
    remembered.clear();
    remembered.addAll(pages.subList(0, pagesWithUsers));
    for (int place = 1; place <= pagesWithUsers; place++) {
      for (VisitsDay.Page cell : cells(place)) {
        cellUsers.add(cell.users);
        cellBuyers.add(cell.buyers);
      }
    }
  }

  /** Adds new users to remembered pages, and recomputes buyers of changed days. */
  private void readMoreUsers(SortedMap<Integer, String> same) {
    List<String> names = List.copyOf(same.values());
    if (!same.isEmpty() && !fresh.isNone()) {
      answers.ask(
          "SELECT DISTINCT url, event_date, user_id FROM visits WHERE "
              + isOf(same)
              + " AND "
              + fresh.condition(),
          names,
          row -> {
            page(row).users.add(row.getString(3));
            return true;
          });
    }
    for (LocalDate day : changed) {
      memory.visits(day).pages().values().forEach(page -> page.buyers = new UserSketch());
    }
    if (!same.isEmpty() && knowsBuyers && !changed.isEmpty()) {
      answers.ask(
          "SELECT DISTINCT v.url, v.event_date, v.user_id FROM (SELECT url, event_date, user_id"
              + " FROM visits WHERE "
              + isOf(same)
              + " AND "
              + FreshRows.ofDays(changed)
              + ") v JOIN (SELECT DISTINCT event_date, customer_id"
              + " FROM purchases WHERE amount > 0 AND "
              + FreshRows.ofDays(changed)
              + ") c ON c.event_date = v.event_date AND c.customer_id = v.user_id",
          names,
          row -> {
            page(row).buyers.add(row.getString(3));
            return true;
          });
    }
  }

  /** Determines how many pages can have their users in the report, the most visited first. */
  private final class SketchBudget {
    private int left = settings.sketchBytes();
    private int pages;

    /** Returns whether there is room for this page; the pages before it are complete. */
    boolean holds(int place) {
      while (pages < place - 1 && left >= 0) {
        pages++;
        for (VisitsDay.Page cell : cells(pages)) {
          left -= DailySketches.bytes(cell.users) + DailySketches.bytes(cell.buyers);
        }
      }
      return pages == place - 1 && left >= 0;
    }
  }

  private void forgetOtherPages() {
    Set<String> kept = new HashSet<>(memory.pagesWithDistribution());
    kept.addAll(memory.pagesWithUsers());
    memory.visits().values().forEach(day -> day.pages().keySet().retainAll(kept));
  }

  /** Returns the number of decimals that the revenue of pages needs. */
  int decimalsOfRevenue() {
    return sessions == null ? 0 : sessions.scale();
  }

  /**
   * Writes everything.
   *
   * @param unit the unit of amounts, if there are purchases
   */
  void write(JsonGenerator json, PurchasesPart.@Nullable Unit unit) throws IOException {
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
    json.writeFieldName("timed");
    json.writeArray(timed, 0, timed.length);
    seconds.write(json, "seconds", scale, big);
    if (single) {
      users.write(json, "users", allUsers);
      if (knowsBuyers) {
        buyers.write(json, "buyers", allBuyers);
      }
      if (answers.hour().isPresent()) {
        writeDistribution(json, "hours", hours);
      }
      if (sessions != null) {
        sessions.writeDays(json);
      }
      if (visitors != null) {
        visitors.write(json);
      }
      if (journeys != null) {
        journeys.write(json);
      }
      if (campaigns != null) {
        campaigns.write(json);
      }
      json.writeFieldName("bins");
      json.writeArray(BINS, 0, BINS.length);
      writeDistribution(json, "distribution", distribution);
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
    writeLongs(json, "visits", cellVisits);
    writeLongs(json, "timed", cellTimed);
    cellSeconds.write(json, "seconds", scale, big);
    if (sessions != null) {
      sessions.writeCells(json);
      if (unit != null) {
        sessions.touched().write(json, "touched", unit.scale(), unit.isBig());
      }
    }
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

  /** Writes all histograms into one array, one after the other. */
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

  static void writeLongs(JsonGenerator json, String name, List<Long> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (long value : values) {
      json.writeNumber(value);
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
