package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The visits of the customers with the highest revenue, by page and day. The visits of a customer
 * are those with the customer's id as user id; all of them are kept, or none.
 */
final class CustomerVisitsPart {
  private static final String OF_CUSTOMER =
      " OVER (PARTITION BY place ORDER BY \"timestamp\", url)";

  private int customers;
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> pages = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Integer> visits = new ArrayList<>();
  private final List<Integer> timed = new ArrayList<>();
  private final ExactColumn seconds = new ExactColumn();
  private final List<Integer> landings = new ArrayList<>();
  private final List<Integer> exits = new ArrayList<>();
  private final List<Integer> bounces = new ArrayList<>();

  private CustomerVisitsPart() {}

  /** The sums of a customer, page and day. */
  private static final class Cell {
    private final int[] counts = new int[5];
    private BigDecimal seconds = BigDecimal.ZERO;
  }

  /**
   * Reads the visits of the customers, in the order of {@link PurchasesPart#placed}.
   *
   * @param most the maximum number of rows by customer, page and day
   * @param listed the listed pages; others are one page, after them
   * @param customers the number of listed customers
   */
  static CustomerVisitsPart read(
      InsightQueries answers, Days days, int most, PageCells listed, int customers) {
    CustomerVisitsPart part = new CustomerVisitsPart();
    int other = listed.pages().size();
    Map<String, Integer> places = listed.places(other);
    // The key is page * days + day.
    TreeMap<Long, Cell> cells = new TreeMap<>();
    int[] place = {1};
    boolean[] isFull = {false};
    answers.ask(
        "WITH customer AS ("
            + PurchasesPart.placed("customer_id", "purchases", customers)
            + "), chosen AS (SELECT customer.place, visits.* FROM visits JOIN customer ON"
            + " customer.name = visits.user_id) SELECT place, url, event_date, COUNT(*),"
            + " COUNT(page_view_duration), SUM(begins), SUM(ends), SUM(begins * ends),"
            + " COALESCE(SUM(page_view_duration), 0) FROM (SELECT place, url, event_date,"
            + " page_view_duration, "
            + SessionsPart.begins(OF_CUSTOMER)
            + ", "
            + SessionsPart.ends(OF_CUSTOMER)
            + " FROM chosen) marked GROUP BY place, url, event_date ORDER BY place",
        row -> {
          if (row.getInt(1) != place[0]) {
            isFull[0] = !part.add(row.getInt(1) - 1, days, cells, most);
            place[0] = row.getInt(1);
            cells.clear();
          }
          long page = places.getOrDefault(row.getString(2), other);
          Cell cell =
              cells.computeIfAbsent(page * days.size() + days.number(row, 3), key -> new Cell());
          for (int i = 0; i < cell.counts.length; i++) {
            cell.counts[i] += row.getInt(4 + i);
          }
          cell.seconds = cell.seconds.add(row.getBigDecimal(9));
          return !isFull[0];
        });
    if (!isFull[0]) {
      part.add(customers, days, cells, most);
    }
    return part;
  }

  /**
   * Adds the cells of the current customer, and no cells for the customers after it.
   *
   * @param until the place of the last of these customers
   * @return whether the cells fit; otherwise nothing is added
   */
  private boolean add(int until, Days days, Map<Long, Cell> cells, int most) {
    if (pages.size() + cells.size() > most) {
      return false;
    }
    starts.add(pages.size());
    for (Map.Entry<Long, Cell> entry : cells.entrySet()) {
      pages.add((int) (entry.getKey() / days.size()));
      cellDays.add((int) (entry.getKey() % days.size()));
      Cell cell = entry.getValue();
      List<List<Integer>> columns = List.of(visits, timed, landings, exits, bounces);
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).add(cell.counts[i]);
      }
      seconds.add(cell.seconds);
    }
    customers = until;
    while (starts.size() < until) {
      starts.add(pages.size());
    }
    return true;
  }

  int decimalsOfSeconds() {
    return seconds.scale();
  }

  /** Writes the visits, with the unit of all visits. */
  void write(JsonGenerator json, int scale, boolean big) throws IOException {
    json.writeObjectFieldStart("ofCustomers");
    json.writeNumberField("count", customers);
    VisitsPart.writeInts(json, "starts", starts);
    VisitsPart.writeInts(json, "pages", pages);
    VisitsPart.writeInts(json, "days", cellDays);
    VisitsPart.writeInts(json, "visits", visits);
    VisitsPart.writeInts(json, "timed", timed);
    seconds.write(json, "seconds", scale, big);
    VisitsPart.writeInts(json, "landings", landings);
    VisitsPart.writeInts(json, "exits", exits);
    VisitsPart.writeInts(json, "bounces", bounces);
    json.writeEndObject();
  }
}
