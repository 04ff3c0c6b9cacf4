package io.footfall.pipelines.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A number that rules limit. Its SQL runs on a lake and on a warehouse. */
enum Metric {
  /** Number of visits. */
  VISITS("visits", "count(*)"),
  /** Number of distinct users. */
  VISITORS("visits", "count(DISTINCT user_id)"),
  /** Number of distinct URLs. */
  PAGES("visits", "count(DISTINCT url)"),
  /** Mean time on a page in seconds. */
  TIME_ON_PAGE("visits", "sum(page_view_duration) / NULLIF(count(page_view_duration), 0)"),
  /** Hours since the newest visit. */
  VISITS_AGE("visits", ""),
  /** Sum of the amounts, less returns. */
  REVENUE("purchases", "sum(amount)"),
  /** Number of order lines. */
  ORDER_LINES("purchases", "count(*)"),
  /** Number of distinct customers. */
  CUSTOMERS("purchases", "count(DISTINCT customer_id)"),
  /** Hours since the newest order line. */
  PURCHASES_AGE("purchases", ""),
  /** Number of rejected and late records. */
  REJECTED("accounting", "sum(rejected + late)"),
  /** Rejected and late records as a percentage of the records read. */
  REJECTED_RATIO(
      "accounting", "sum(rejected + late) * CAST(100 AS decimal(38,9)) / NULLIF(sum(\"read\"), 0)");

  private final String relation;
  private final String expression;

  Metric(String relation, String expression) {
    this.relation = relation;
    this.expression = expression;
  }

  /** Returns the relation that it queries. */
  String relation() {
    return relation;
  }

  /** Returns whether it has a value for each period, rather than only a current one. */
  boolean hasPeriods() {
    return !relation.equals("accounting") && !expression.isEmpty();
  }

  /** Returns whether it is the age of the data. */
  boolean isAge() {
    return expression.isEmpty();
  }

  /**
   * Returns the query for its value.
   *
   * @param condition an SQL condition on {@code event_date}; empty for none
   */
  String sql(String condition) {
    return "SELECT "
        + (isAge() ? "max(\"timestamp\")" : expression)
        + ", count(*) FROM "
        + relation
        + (condition.isEmpty() ? "" : " WHERE " + condition);
  }

  /** Returns its name in rules, such as {@code time-on-page}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Metric> named(String word) {
    return Arrays.stream(values()).filter(metric -> metric.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Metric::word).toList();
  }
}
