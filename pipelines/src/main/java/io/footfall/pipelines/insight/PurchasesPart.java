package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Purchases by day, category and customer. */
final class PurchasesPart {
  private static final int CATEGORIES = 60;
  private static final int FEWER = 4;

  /**
   * Identifies an order among the order lines of a customer and day: by its transaction id, or by
   * its time if it has none.
   */
  private static final String ORDER =
      "COALESCE(NULLIF(transaction_id, ''), CAST(\"timestamp\" AS VARCHAR(40)))";

  private static final String RETURNED = "SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END)";

  private final InsightQueries answers;
  private final Days days;
  private final InsightSettings settings;

  /** Whether the source has order lines, not only daily sums per customer. */
  private final boolean single;

  private final String rows;
  private final ExactColumn amounts = new ExactColumn();
  private final ExactColumn returns = new ExactColumn();
  private final ExactColumn hours = new ExactColumn();
  private final long[] lines;
  private final long[] orders;
  private final long[] newCustomers;
  private long repeating;
  private @Nullable ProductsPart products;
  private final InsightMemory memory;
  private final FreshRows fresh;
  private final DailySketches customers = new DailySketches();
  private double first;
  private double last;

  private long categoryCount;
  private final List<String> categories = new ArrayList<>();
  private long customerCount;
  private final List<String> customerIds = new ArrayList<>();

  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Integer> cellCategories = new ArrayList<>();
  private final List<Integer> cellCustomers = new ArrayList<>();
  private final List<Integer> cellLines = new ArrayList<>();
  private final List<Integer> cellOrders = new ArrayList<>();
  private ExactColumn cellAmounts = new ExactColumn();
  private ExactColumn cellReturns = new ExactColumn();
  private final List<Integer> orderDays = new ArrayList<>();
  private final List<Integer> orderCustomers = new ArrayList<>();
  private final List<Integer> orderCounts = new ArrayList<>();

  private PurchasesPart(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh) {
    this.memory = memory;
    this.fresh = fresh;
    this.answers = answers;
    this.days = days;
    this.settings = settings;
    single = answers.has("purchases");
    rows =
        single
            ? "(SELECT event_date, customer_id, COALESCE(product_category, '') AS category, amount, "
                + ORDER
                + " AS order_key FROM purchases) r"
            : "(SELECT event_date, customer_id, '' AS category, total_spent AS amount,"
                + " '' AS order_key FROM customer_days) r";
    lines = new long[days.size()];
    orders = new long[days.size()];
    newCustomers = new long[days.size()];
  }

  /** Returns the relation with purchases, or null if none has a row. */
  static @Nullable String relation(InsightQueries answers) {
    return answers.has("purchases")
        ? "purchases"
        : answers.has("customer_days") ? "customer_days" : null;
  }

  static PurchasesPart read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh) {
    PurchasesPart part = new PurchasesPart(answers, days, settings, memory, fresh);
    part.readDays();
    part.readCustomers();
    part.readNames();
    int most = settings.customers();
    while (!part.readCells(most)) {
      most /= FEWER;
    }
    if (part.single) {
      part.readOrders(most);
      part.readHours();
      part.products = ProductsPart.read(answers, days, settings, part.categories, most);
    }
    return part;
  }

  BigDecimal total() {
    return amounts.sum();
  }

  long customers() {
    return customerCount;
  }

  /** Returns the number of customers kept individually. */
  int listedCustomers() {
    return customerIds.size();
  }

  /** Returns the relation with the customers of each day. */
  String relation() {
    return single ? "purchases" : "customer_days";
  }

  /**
   * Reads the number of orders by day and customer. An order with several categories counts once.
   */
  private void readOrders(int most) {
    answers.forEachRow(
        ("WITH cust AS (%s) SELECT o.event_date, COALESCE(cust.place, 0), COUNT(*) FROM"
                + " (SELECT DISTINCT event_date, customer_id, order_key FROM %s) o LEFT JOIN cust"
                + " ON cust.name = o.customer_id GROUP BY 1, 2 ORDER BY 2, 1")
            .formatted(placed("customer_id", most), rows),
        row -> {
          orderDays.add(days.number(row, 1));
          orderCustomers.add(row.getInt(2));
          orderCounts.add(row.getInt(3));
        });
  }

  private void readHours() {
    if (answers.hour().isEmpty()) {
      return;
    }
    BigDecimal[] sums = new BigDecimal[days.size() * VisitsDay.HOURS];
    Arrays.fill(sums, BigDecimal.ZERO);
    answers.forEachRow(
        "SELECT event_date, " + answers.hour().get() + ", SUM(amount) FROM purchases GROUP BY 1, 2",
        row -> sums[days.number(row, 1) * VisitsDay.HOURS + row.getInt(2)] = row.getBigDecimal(3));
    for (BigDecimal sum : sums) {
      hours.add(sum);
    }
  }

  private void readDays() {
    BigDecimal[] sums = new BigDecimal[days.size()];
    Arrays.fill(sums, BigDecimal.ZERO);
    BigDecimal[] returned = sums.clone();
    answers.forEachRow(
        "SELECT event_date, SUM(amount), COUNT(*), %s FROM %s GROUP BY event_date"
            .formatted(RETURNED, rows),
        row -> {
          int day = days.number(row, 1);
          sums[day] = row.getBigDecimal(2);
          lines[day] = row.getLong(3);
          returned[day] = row.getBigDecimal(4);
        });
    for (int day = 0; day < sums.length; day++) {
      amounts.add(sums[day]);
      returns.add(returned[day]);
    }
    answers.forEachRow(
        "SELECT event_date, COUNT(*) FROM (SELECT DISTINCT event_date, customer_id, order_key FROM "
            + rows
            + ") o GROUP BY event_date",
        row -> orders[days.number(row, 1)] = row.getLong(2));
    answers.forEachRow(
        "SELECT first_day, COUNT(*) FROM (SELECT customer_id, MIN(event_date) AS first_day FROM "
            + relation()
            + " GROUP BY customer_id) c GROUP BY first_day",
        row -> newCustomers[days.number(row, 1)] = row.getLong(2));
    answers.forEachRow(
        "SELECT COUNT(*) FROM (SELECT customer_id FROM "
            + relation()
            + " GROUP BY customer_id HAVING COUNT(DISTINCT event_date) > 1) c",
        row -> repeating = row.getLong(1));
    if (single) {
      answers.forEachRow(
          "SELECT EXTRACT(EPOCH FROM MIN(\"timestamp\")), EXTRACT(EPOCH FROM MAX(\"timestamp\"))"
              + " FROM purchases",
          row -> {
            first = row.getDouble(1);
            last = row.getDouble(2);
          });
    }
  }

  private void readCustomers() {
    String relation = relation();
    fresh.forgetIn(memory.customers());
    if (!fresh.isNone()) {
      answers.forEachRow(
          "SELECT DISTINCT event_date, customer_id FROM %s WHERE %s"
              .formatted(relation, fresh.condition()),
          row -> {
            InsightMemory.Customers ofDay = memory.customers(Days.day(row, 1));
            ofDay.sketch.add(row.getString(2));
            ofDay.count++;
          });
    }
    if (!fresh.grown().isEmpty()) {
      answers.forEachRow(
          "SELECT event_date, COUNT(DISTINCT customer_id) FROM purchases WHERE "
              + FreshRows.ofDays(fresh.grown())
              + " GROUP BY event_date",
          row -> memory.customers(Days.day(row, 1)).count = row.getLong(2));
    }
    for (LocalDate day : days.list()) {
      InsightMemory.Customers ofDay = memory.customers(day);
      customers.add(ofDay.count, ofDay.sketch);
    }
  }

  private String placed(String column, int most) {
    return placed(column, rows, most);
  }

  /**
   * Returns SQL for the values of a column with the highest revenue, and their ranks from 1.
   *
   * @param rows the text after FROM
   */
  static String placed(String column, String rows, int most) {
    return "SELECT name, place FROM (SELECT name, ROW_NUMBER() OVER (ORDER BY total DESC, name) AS"
        + " place FROM (SELECT "
        + column
        // Rounded, because the sum over all days may overflow DECIMAL(38, 9).
        + " AS name, SUM(CAST(amount AS DECIMAL(38, 4))) AS total FROM "
        + rows
        + " GROUP BY "
        + column
        + ") summed) numbered WHERE place <= "
        + most;
  }

  private void readNames() {
    answers.forEachRow(
        "SELECT COUNT(DISTINCT category), COUNT(DISTINCT customer_id) FROM " + rows,
        row -> {
          categoryCount = row.getLong(1);
          customerCount = row.getLong(2);
        });
    answers.forEachRow(
        "SELECT name FROM (" + placed("category", CATEGORIES) + ") p ORDER BY place",
        row -> categories.add(row.getString(1)));
  }

  /** Reads with this number of individual customers. Returns false if there are too many rows. */
  private boolean readCells(int most) {
    cellDays.clear();
    cellCategories.clear();
    cellCustomers.clear();
    cellLines.clear();
    cellOrders.clear();
    cellAmounts = new ExactColumn();
    cellReturns = new ExactColumn();
    boolean[] fits = {true};
    answers.readRows(
        ("WITH cat AS (%s), cust AS (%s) SELECT r.event_date, COALESCE(cat.place, 0),"
                + " COALESCE(cust.place, 0), SUM(r.amount), SUM(r.lines), COUNT(*), SUM(r.returned)"
                + " FROM (SELECT event_date, category, customer_id, order_key, SUM(amount) AS"
                + " amount, COUNT(*) AS lines, %s AS returned FROM %s GROUP BY event_date,"
                + " category, customer_id, order_key) r LEFT JOIN cat ON cat.name = r.category LEFT"
                + " JOIN cust ON cust.name = r.customer_id GROUP BY 1, 2, 3 ORDER BY 3, 2, 1")
            .formatted(placed("category", CATEGORIES), placed("customer_id", most), RETURNED, rows),
        row -> {
          if (most > 0 && cellDays.size() >= settings.cells()) {
            fits[0] = false;
            return false;
          }
          cellDays.add(days.number(row, 1));
          cellCategories.add(row.getInt(2));
          cellCustomers.add(row.getInt(3));
          cellAmounts.add(row.getBigDecimal(4));
          cellLines.add(row.getInt(5));
          cellOrders.add(row.getInt(6));
          cellReturns.add(row.getBigDecimal(7));
          return true;
        });
    if (fits[0]) {
      answers.forEachRow(
          "SELECT name FROM (" + placed("customer_id", most) + ") p ORDER BY place",
          row -> customerIds.add(row.getString(1)));
    }
    return fits[0];
  }

  /**
   * The unit of all amounts.
   *
   * @param scale its decimals
   * @param isBig whether sums need more than the exact range of a double
   */
  record Unit(int scale, boolean isBig) {}

  /** Returns a unit with at least this number of decimals. */
  Unit unit(int decimals) {
    int scale = Math.max(decimals, 2);
    for (ExactColumn column : List.of(amounts, cellAmounts, cellReturns, hours)) {
      scale = Math.max(scale, column.scale());
    }
    if (products != null) {
      scale = Math.max(scale, products.scale());
    }
    return new Unit(scale, cellAmounts.isBig(scale) || (products != null && products.isBig(scale)));
  }

  void write(JsonGenerator json, Unit unit) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("single", single);
    if (single) {
      json.writeNumberField("first", first);
      json.writeNumberField("last", last);
    }
    int scale = unit.scale();
    boolean big = unit.isBig();
    json.writeNumberField("scale", scale);
    json.writeBooleanField("big", big);
    amounts.write(json, "amounts", scale, big);
    if (single) {
      json.writePOJOField("lines", lines);
      json.writePOJOField("orders", orders);
      returns.write(json, "returns", scale, big);
      if (answers.hour().isPresent()) {
        hours.write(json, "hours", scale, big);
      }
    }
    json.writePOJOField("newCustomers", newCustomers);
    json.writeNumberField("repeating", repeating);
    json.writeNumberField("customerCount", customerCount);
    customers.write(json, "customers", customerCount);
    json.writeNumberField("categoryCount", categoryCount);
    json.writePOJOField("categories", ShortText.all(categories));
    json.writePOJOField("customerIds", ShortText.all(customerIds));
    json.writeObjectFieldStart("cells");
    json.writePOJOField("days", cellDays);
    json.writePOJOField("categories", cellCategories);
    json.writePOJOField("customers", cellCustomers);
    if (single) {
      json.writePOJOField("lines", cellLines);
      json.writePOJOField("orders", cellOrders);
      cellReturns.write(json, "returns", scale, big);
    }
    cellAmounts.write(json, "amounts", scale, big);
    json.writeEndObject();
    if (single) {
      json.writeObjectFieldStart("customerOrders");
      json.writePOJOField("days", orderDays);
      json.writePOJOField("customers", orderCustomers);
      json.writePOJOField("orders", orderCounts);
      json.writeEndObject();
    }
    if (products != null) {
      products.write(json, scale, big);
    }
    json.writeEndObject();
  }
}
