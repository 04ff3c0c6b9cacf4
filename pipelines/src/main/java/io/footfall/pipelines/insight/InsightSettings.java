package io.footfall.pipelines.insight;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;

/**
 * The settings of an insight: labels and limits.
 *
 * @param title heading of the page
 * @param source source of the numbers, for readers; without secrets
 * @param version version of the program
 * @param made the time at which the numbers were read
 * @param labels labels of numbers and charts
 * @param pages number of pages kept individually; the others are one row
 * @param cells maximum number of rows by day and page, and by day, category and customer
 * @param customers number of customers kept individually; the others are one row
 * @param customerCells maximum number of visits, and of rows by customer, product and time, for the
 *     filter by customer; 0 for none
 * @param sketchBytes approximate size of the user sketches of individual pages, in bytes
 */
public record InsightSettings(
    String title,
    String source,
    String version,
    Instant made,
    Labels labels,
    int pages,
    int cells,
    int customers,
    int customerCells,
    int sketchBytes) {

  private static final int PAGES = 2_000;
  private static final int CELLS = 150_000;
  private static final int CUSTOMERS = 2_000;
  private static final int CUSTOMER_CELLS = 40_000;
  private static final int SKETCH_BYTES = 600_000;

  /**
   * Labels of numbers and charts.
   *
   * @param zone time zone of the days, if the source does not know it
   * @param weekStart first day of the week, Monday or Sunday
   * @param currency ISO 4217 code of all amounts, or empty
   * @param maxRejectRatio share of missing records or days above which a number is marked
   * @param annotations dated notes on the charts
   */
  public record Labels(
      String zone,
      DayOfWeek weekStart,
      String currency,
      double maxRejectRatio,
      List<Annotation> annotations) {
    private static final double MAX_REJECT_RATIO = 0.01;

    public Labels {
      annotations = List.copyOf(annotations);
    }

    /** Returns the defaults: UTC, weeks from Monday, no currency, 1 %, and no annotations. */
    public static Labels defaults() {
      return new Labels("UTC", DayOfWeek.MONDAY, "", MAX_REJECT_RATIO, List.of());
    }
  }

  /** Returns the settings of a report that stays below 5 MB. */
  public static InsightSettings of(String source, String version) {
    return new InsightSettings(
        "Footfall",
        source,
        version,
        Instant.now(),
        Labels.defaults(),
        PAGES,
        CELLS,
        CUSTOMERS,
        CUSTOMER_CELLS,
        SKETCH_BYTES);
  }

  public InsightSettings withTitle(String other) {
    return new InsightSettings(
        other, source, version, made, labels, pages, cells, customers, customerCells, sketchBytes);
  }

  public InsightSettings withMade(Instant other) {
    return new InsightSettings(
        title, source, version, other, labels, pages, cells, customers, customerCells, sketchBytes);
  }

  public InsightSettings withLabels(Labels other) {
    return new InsightSettings(
        title, source, version, made, other, pages, cells, customers, customerCells, sketchBytes);
  }

  public InsightSettings withLimits(int otherPages, int otherCustomers, int otherCells) {
    return new InsightSettings(
        title,
        source,
        version,
        made,
        labels,
        otherPages,
        otherCells,
        otherCustomers,
        customerCells,
        sketchBytes);
  }

  public InsightSettings withSketchBytes(int other) {
    return new InsightSettings(
        title, source, version, made, labels, pages, cells, customers, customerCells, other);
  }

  public InsightSettings withCustomerCells(int other) {
    return new InsightSettings(
        title, source, version, made, labels, pages, cells, customers, other, sketchBytes);
  }
}
