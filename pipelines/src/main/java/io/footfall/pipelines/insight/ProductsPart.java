package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Purchases by day and product: a product is a name in a category. The products with the highest
 * revenue are kept, each with all of its days.
 */
final class ProductsPart {
  private static final int PRODUCTS = 1_000;
  private static final int CELLS = 40_000;

  private static final String ROWS =
      "(SELECT event_date, customer_id, COALESCE(product_name, '') AS product, COALESCE(product_category, '') AS"
          + " category, amount, quantity FROM purchases) r";

  private long count;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> categories = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final ExactColumn cellAmounts = new ExactColumn();
  private final List<Integer> cellLines = new ArrayList<>();
  private final List<Long> cellUnits = new ArrayList<>();

  /** The number of customers whose purchases are known by product. */
  private int customers;

  private final List<Integer> customerStarts = new ArrayList<>();
  private final List<Integer> customerProducts = new ArrayList<>();
  private final List<Integer> customerCategories = new ArrayList<>();
  private final List<Integer> customerDays = new ArrayList<>();
  private final ExactColumn customerAmounts = new ExactColumn();
  private final List<Integer> customerLines = new ArrayList<>();
  private final List<Long> customerUnits = new ArrayList<>();

  private ProductsPart() {}

  /**
   * Reads the products; those of a category that is not listed have category 0.
   *
   * @param listed the number of customers that are listed
   */
  static ProductsPart read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      List<String> categories,
      int listed) {
    ProductsPart part = new ProductsPart();
    List<String> named = new ArrayList<>();
    List<String> categoryOf = new ArrayList<>();
    int most = Math.min(PRODUCTS, settings.customers());
    int cells = Math.min(CELLS, settings.cells());
    answers.every(
        "SELECT product, category, COUNT(*) OVER () FROM (SELECT product, category,"
            + " SUM(CAST(amount AS DECIMAL(38, 4))) AS total FROM "
            + ROWS
            + " GROUP BY product, category) summed ORDER BY total DESC, product, category LIMIT "
            + most,
        row -> {
          named.add(row.getString(1));
          categoryOf.add(row.getString(2));
          part.count = row.getLong(3);
        });
    answers.ask(
        "WITH "
            + placed(most)
            + " SELECT p.place, r.event_date, SUM(r.amount), COUNT(*), COALESCE(SUM(r.quantity), 0)"
            + " FROM "
            + ROWS
            + " JOIN placed p ON p.product = r.product AND p.category = r.category GROUP BY p.place,"
            + " r.event_date ORDER BY 1, 2",
        row -> {
          int place = row.getInt(1);
          if (place > part.starts.size()) {
            // A product is kept with all of its days or not at all.
            if (part.cellDays.size() + days.size() > cells && !part.starts.isEmpty()) {
              return false;
            }
            part.starts.add(part.cellDays.size());
          }
          part.cellDays.add(days.number(row, 2));
          part.cellAmounts.add(row.getBigDecimal(3));
          part.cellLines.add(row.getInt(4));
          BigDecimal units = row.getBigDecimal(5);
          part.cellUnits.add(units.longValue());
          return true;
        });
    for (int i = 0; i < part.starts.size(); i++) {
      part.names.add(named.get(i));
      part.categories.add(categories.indexOf(categoryOf.get(i)) + 1);
    }
    if (settings.customerCells() > 0) {
      part.readCustomers(answers, days, settings, categories, listed);
    }
    return part;
  }

  /** Returns SQL that ranks the products by revenue. */
  private static String placed(int most) {
    return "placed AS (SELECT product, category, place FROM (SELECT product, category,"
        + " ROW_NUMBER() OVER (ORDER BY total DESC, product, category) AS place FROM (SELECT"
        + " product, category, SUM(CAST(amount AS DECIMAL(38, 4))) AS total FROM "
        + ROWS
        + " GROUP BY product, category) summed) numbered WHERE place <= "
        + most
        + ")";
  }

  /**
   * Reads the purchases of the customers with the highest revenue, each with all of them or not at
   * all. Products that are not listed are one per category.
   */
  private void readCustomers(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      List<String> categories,
      int listed) {
    answers.ask(
        "WITH "
            + placed(names.size())
            + ", customer AS ("
            + PurchasesPart.placed("customer_id", "purchases", listed)
            + ") SELECT c.place, COALESCE(p.place, 0), CASE WHEN p.place IS NULL THEN r.category"
            + " END, r.event_date, SUM(r.amount), COUNT(*), COALESCE(SUM(r.quantity), 0) FROM "
            + ROWS
            + " JOIN customer c ON c.name = r.customer_id LEFT JOIN placed p ON p.product ="
            + " r.product AND p.category = r.category GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        row -> {
          while (customerStarts.size() < row.getInt(1)) {
            if (!hasRoom(settings.customerCells())) {
              return false;
            }
            customers = customerStarts.size();
            customerStarts.add(customerProducts.size());
          }
          customerProducts.add(row.getInt(2) - 1);
          customerCategories.add(row.getInt(2) > 0 ? 0 : categories.indexOf(row.getString(3)) + 1);
          customerDays.add(days.number(row, 4));
          customerAmounts.add(row.getBigDecimal(5));
          customerLines.add(row.getInt(6));
          customerUnits.add(row.getBigDecimal(7).longValue());
          return true;
        });
    if (hasRoom(settings.customerCells())) {
      customers = customerStarts.size();
    }
  }

  private boolean hasRoom(int most) {
    return customerProducts.size() <= most;
  }

  int scale() {
    return Math.max(cellAmounts.scale(), customerAmounts.scale());
  }

  void write(JsonGenerator json, int scale, boolean isBig) throws IOException {
    json.writeObjectFieldStart("products");
    json.writeNumberField("count", count);
    json.writeArrayFieldStart("names");
    for (String name : names) {
      json.writeString(ShortText.of(name));
    }
    json.writeEndArray();
    VisitsPart.writeInts(json, "categories", categories);
    VisitsPart.writeInts(json, "starts", starts);
    VisitsPart.writeInts(json, "days", cellDays);
    cellAmounts.write(json, "amounts", scale, isBig);
    VisitsPart.writeInts(json, "lines", cellLines);
    VisitsPart.writeLongs(json, "units", cellUnits);
    if (customers > 0) {
      writeCustomers(json, scale, isBig);
    }
    json.writeEndObject();
  }

  private void writeCustomers(JsonGenerator json, int scale, boolean isBig) throws IOException {
    json.writeObjectFieldStart("ofCustomers");
    json.writeNumberField("count", customers);
    VisitsPart.writeInts(json, "starts", customerStarts);
    VisitsPart.writeInts(json, "products", customerProducts);
    VisitsPart.writeInts(json, "categories", customerCategories);
    VisitsPart.writeInts(json, "days", customerDays);
    customerAmounts.write(json, "amounts", scale, isBig);
    VisitsPart.writeInts(json, "lines", customerLines);
    VisitsPart.writeLongs(json, "units", customerUnits);
    json.writeEndObject();
  }
}
