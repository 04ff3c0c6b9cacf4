package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The most visited pages by day: visits, time, users and buyers. */
final class PagesPart {
  private static final int PAGES_WITH_DISTRIBUTION = 300;
  private static final int CELLS_WITH_DISTRIBUTION = 20_000;
  private static final int PAGES_WITH_USERS = 100;

  private final InsightQueries answers;
  private final Days days;
  private final InsightSettings settings;
  private final InsightMemory memory;
  private final FreshRows fresh;
  private final Set<LocalDate> changed;
  private final boolean single;
  private final boolean knowsBuyers;

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

  /**
   * Creates the part; it is empty until it is read.
   *
   * @param changed the days whose buyers may have changed
   * @param single whether the source has individual visits, not only sums per URL
   */
  PagesPart(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh,
      Set<LocalDate> changed,
      boolean single,
      boolean knowsBuyers) {
    this.answers = answers;
    this.days = days;
    this.settings = settings;
    this.memory = memory;
    this.fresh = fresh;
    this.changed = changed;
    this.single = single;
    this.knowsBuyers = knowsBuyers;
  }

  /** Returns the number of pages of the source. */
  long count() {
    return pageCount;
  }

  /** Returns the cells of the table: each listed page and its days. */
  PageCells places() {
    return new PageCells(pages, starts, cellDays);
  }

  int decimalsOfSeconds() {
    return cellSeconds.scale();
  }

  /**
   * Returns SQL that ranks the pages in the order of {@code urls.csv}: most visited, then visited
   * earliest.
   */
  private String placed(int most) {
    return ("WITH placed AS (SELECT url, place FROM (SELECT url, ROW_NUMBER() OVER (ORDER BY n"
            + " DESC, earliest, url) AS place FROM (%s) counted) numbered WHERE place <= %s) ")
        .formatted(counted(), most);
  }

  private String counted() {
    return (single
            ? "SELECT url, COUNT(*) AS n, MIN(\"timestamp\") AS earliest FROM visits"
            : "SELECT url, SUM(visits) AS n, MIN(event_date) AS earliest FROM "
                + VisitsPart.DATED_STATS)
        + " GROUP BY url";
  }

  /** Reads the most visited pages, with their visits by day. */
  void readPages() {
    String from = single ? "visits v" : "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) v";
    List<String> names = new ArrayList<>();
    answers.forEachRow(
        ("SELECT url, COUNT(*) OVER () FROM (%s) counted ORDER BY n DESC, earliest, url"
                + " LIMIT %s")
            .formatted(counted(), settings.pages()),
        row -> {
          names.add(row.getString(1));
          pageCount = row.getLong(2);
        });
    answers.readRows(
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

  /**
   * Returns SQL for whether the user bought on the same day, 1 or 0, as in the saved query {@code
   * conversion}.
   */
  private String buyer() {
    return knowsBuyers ? "CASE WHEN c.customer_id IS NULL THEN 0 ELSE 1 END" : "0";
  }

  private String joinedBuyers() {
    return knowsBuyers
        ? " LEFT JOIN (SELECT DISTINCT event_date, customer_id FROM purchases WHERE amount > 0) c"
            + " ON c.event_date = d.event_date AND c.customer_id = d.user_id"
        : "";
  }

  /** Reads the data that requires individual visits: the time on pages, and their users. */
  void readVisitsOfPages() {
    readDistributionOfPages();
    readUsersOfPages();
    forgetOtherPages();
  }

  /** Returns the number of cells of the first {@code places} pages. */
  private int end(int places) {
    return places < starts.size() ? starts.get(places) : cellDays.size();
  }

  /** Returns the remembered pages, or the others, by rank from 1. */
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

  /** Returns the remembered data of a row's page and day, its first two columns. */
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
    forget(others, page -> page.distribution = new long[VisitsPart.BINS.length]);
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
    answers.readRows(
        "SELECT url, event_date, %s, COUNT(*) FROM visits WHERE %s AND %s GROUP BY 1, 2, 3"
            .formatted(VisitsPart.bin(), isOf(selected), condition),
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
      answers.readRows(
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
      answers.readRows(
          "SELECT DISTINCT url, event_date, user_id FROM visits WHERE %s AND %s"
              .formatted(isOf(same), fresh.condition()),
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
      answers.readRows(
          ("SELECT DISTINCT v.url, v.event_date, v.user_id FROM (SELECT url, event_date,"
                  + " user_id FROM visits WHERE %s AND %s) v JOIN (SELECT DISTINCT event_date,"
                  + " customer_id FROM purchases WHERE amount > 0 AND %s) c ON c.event_date ="
                  + " v.event_date AND c.customer_id = v.user_id")
              .formatted(isOf(same), FreshRows.ofDays(changed), FreshRows.ofDays(changed)),
          names,
          row -> {
            page(row).buyers.add(row.getString(3));
            return true;
          });
    }
  }

  /** Determines for how many pages the report includes the users, most visited first. */
  private final class SketchBudget {
    private int left = settings.sketchBytes();
    private int pages;

    /** Returns whether a page fits; the pages before it must be complete. */
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

  /**
   * Writes the pages.
   *
   * @param scale decimals of durations in seconds, as for all visits
   * @param big whether sums of durations need more than the exact range of a double
   * @param unit the unit of amounts, if there are purchases
   */
  void write(
      JsonGenerator json,
      int scale,
      boolean big,
      @Nullable SessionsPart sessions,
      PurchasesPart.@Nullable Unit unit)
      throws IOException {
    json.writeObjectFieldStart("pages");
    json.writeNumberField("count", pageCount);
    json.writePOJOField("urls", ShortText.all(pages));
    json.writePOJOField("starts", starts);
    json.writePOJOField("days", cellDays);
    json.writePOJOField("visits", cellVisits);
    json.writePOJOField("timed", cellTimed);
    cellSeconds.write(json, "seconds", scale, big);
    if (sessions != null) {
      sessions.writeCells(json);
      if (unit != null) {
        sessions.touched().write(json, "touched", unit.scale(), unit.isBig());
      }
    }
    if (single) {
      json.writeNumberField("withDistribution", pagesWithDistribution);
      VisitsPart.writeDistribution(json, "distribution", cellDistribution);
      json.writeNumberField("withUsers", pagesWithUsers);
      DailySketches.write(json, "users", cellUsers);
      if (knowsBuyers) {
        DailySketches.write(json, "buyers", cellBuyers);
      }
    }
    json.writeEndObject();
  }
}
