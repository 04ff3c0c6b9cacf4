package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The purchases of the customers with the highest revenue, by product, day and time, with sales and
 * returns separate. Either all purchases of a customer are kept, or none.
 */
final class CustomerProductsPart {
  /** The number of customers whose purchases are complete. */
  private int customers;

  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> products = new ArrayList<>();
  private final List<Integer> categoriesOfOthers = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Integer> times = new ArrayList<>();
  private final List<Integer> hours = new ArrayList<>();
  private final ExactColumn amounts = new ExactColumn();
  private final List<Integer> lines = new ArrayList<>();
  private final List<Long> units = new ArrayList<>();

  private CustomerProductsPart() {}

  /**
   * Reads the purchases of the customers, in the order of {@link PurchasesPart#placed}.
   *
   * @param most the maximum number of rows
   * @param categories the listed categories
   * @param listed the number of listed products; others are combined into one product per category,
   *     numbered -1
   * @param customers the number of listed customers
   */
  static CustomerProductsPart read(
      InsightQueries answers,
      Days days,
      int most,
      List<String> categories,
      int listed,
      int customers) {
    CustomerProductsPart part = new CustomerProductsPart();
    answers.readRows(
        ("WITH %s, customer AS (%s) SELECT c.place, COALESCE(p.place, 0), CASE WHEN"
                + " p.place IS NULL THEN r.category END, r.event_date, EXTRACT(EPOCH FROM"
                + " \"timestamp\"), %s, CASE WHEN r.amount > 0 THEN 1 ELSE 0 END, SUM(r.amount),"
                + " COUNT(*), COALESCE(SUM(r.quantity), 0) FROM %s JOIN customer c ON c.name ="
                + " r.customer_id LEFT JOIN placed p ON p.product = r.product AND p.category ="
                + " r.category GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 7")
            .formatted(
                ProductsPart.placed(listed),
                PurchasesPart.placed("customer_id", "purchases", customers),
                answers.hour().orElse("0"),
                ProductsPart.ROWS),
        row -> {
          while (part.starts.size() < row.getInt(1)) {
            if (!part.fits(most)) {
              return false;
            }
            part.customers = part.starts.size();
            part.starts.add(part.products.size());
          }
          int product = row.getInt(2) - 1;
          part.products.add(product);
          part.categoriesOfOthers.add(product < 0 ? categories.indexOf(row.getString(3)) + 1 : 0);
          part.cellDays.add(days.number(row, 4));
          part.times.add(Days.second(row, 4, 5));
          part.hours.add(row.getInt(6));
          part.amounts.add(row.getBigDecimal(8));
          part.lines.add(row.getInt(9));
          part.units.add(row.getBigDecimal(10).longValue());
          return true;
        });
    if (part.fits(most)) {
      part.customers = part.starts.size();
    }
    return part;
  }

  private boolean fits(int most) {
    return products.size() <= most;
  }

  int scale() {
    return amounts.scale();
  }

  boolean isBig(int scale) {
    return amounts.isBig(scale);
  }

  /** Writes the purchases in the unit of all products, or nothing if no customer is complete. */
  void write(JsonGenerator json, int scale, boolean isBig) throws IOException {
    if (customers == 0) {
      return;
    }
    json.writeObjectFieldStart("ofCustomers");
    json.writeNumberField("count", customers);
    json.writePOJOField("starts", starts);
    json.writePOJOField("products", products);
    json.writePOJOField("categories", categoriesOfOthers);
    json.writePOJOField("days", cellDays);
    json.writePOJOField("times", times);
    json.writePOJOField("hours", hours);
    amounts.write(json, "amounts", scale, isBig);
    json.writePOJOField("lines", lines);
    json.writePOJOField("units", units);
    json.writeEndObject();
  }
}
