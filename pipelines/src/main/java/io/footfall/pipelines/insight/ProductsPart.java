package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Purchases by day and product: a product is a name in a category. The products with the highest
 * revenue are kept, each with all of its days.
 */
final class ProductsPart {
  private static final int PRODUCTS = 1_000;
  private static final int CELLS = 40_000;

  /** The purchases with the columns that the numbers of products need, as {@code r}. */
  static final String ROWS =
      "(SELECT event_date, \"timestamp\", customer_id, COALESCE(product_name, '') AS product,"
          + " COALESCE(product_category, '') AS category, amount, quantity FROM purchases) r";

  private static final String TOTALS =
      "(SELECT product, category, SUM(CAST(amount AS DECIMAL(38, 4))) AS total FROM "
          + ROWS
          + " GROUP BY product, category) summed";

  private long count;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> categories = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final ExactColumn cellAmounts = new ExactColumn();
  private final List<Integer> cellLines = new ArrayList<>();
  private final List<Long> cellUnits = new ArrayList<>();

  private @Nullable CustomerProductsPart ofCustomers;

  private ProductsPart() {}

  /**
   * Reads the products; those of a category that is not listed have category 0.
   *
   * @param customers the number of listed customers
   */
  static ProductsPart read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      List<String> categories,
      int customers) {
    ProductsPart part = new ProductsPart();
    List<String> named = new ArrayList<>();
    List<String> categoryOf = new ArrayList<>();
    int most = Math.min(PRODUCTS, settings.customers());
    int cells = Math.min(CELLS, settings.cells());
    answers.forEachRow(
        ("SELECT product, category, COUNT(*) OVER () FROM %s ORDER BY total DESC, product,"
                + " category LIMIT %s")
            .formatted(TOTALS, most),
        row -> {
          named.add(row.getString(1));
          categoryOf.add(row.getString(2));
          part.count = row.getLong(3);
        });
    answers.readRows(
        ("WITH %s SELECT p.place, r.event_date, SUM(r.amount), COUNT(*),"
                + " COALESCE(SUM(r.quantity), 0) FROM %s JOIN placed p ON p.product = r.product AND"
                + " p.category = r.category GROUP BY p.place, r.event_date ORDER BY 1, 2")
            .formatted(placed(most), ROWS),
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
      part.ofCustomers =
          CustomerProductsPart.read(
              answers, days, settings.customerCells(), categories, part.names.size(), customers);
    }
    return part;
  }

  /**
   * Returns a common table expression, {@code placed}, with the place of each product by revenue,
   * from 1.
   *
   * @param most the number of products
   */
  static String placed(int most) {
    return ("placed AS (SELECT product, category, place FROM (SELECT product, category,"
            + " ROW_NUMBER() OVER (ORDER BY total DESC, product, category) AS place FROM %s)"
            + " numbered WHERE place <= %s)")
        .formatted(TOTALS, most);
  }

  int scale() {
    return ofCustomers == null
        ? cellAmounts.scale()
        : Math.max(cellAmounts.scale(), ofCustomers.scale());
  }

  /** Returns whether amounts need more than the exact range of a double. */
  boolean isBig(int scale) {
    return cellAmounts.isBig(scale) || (ofCustomers != null && ofCustomers.isBig(scale));
  }

  void write(JsonGenerator json, int scale, boolean isBig) throws IOException {
    json.writeObjectFieldStart("products");
    json.writeNumberField("count", count);
    json.writePOJOField("names", ShortText.all(names));
    json.writePOJOField("categories", categories);
    json.writePOJOField("starts", starts);
    json.writePOJOField("days", cellDays);
    cellAmounts.write(json, "amounts", scale, isBig);
    json.writePOJOField("lines", cellLines);
    json.writePOJOField("units", cellUnits);
    if (ofCustomers != null) {
      ofCustomers.write(json, scale, isBig);
    }
    json.writeEndObject();
  }
}
