package io.footfall.pipelines.insight;

import java.time.Instant;

/**
 * The settings of an insight: labels and limits.
 *
 * @param title heading of the page
 * @param source source of the numbers, for readers; without secrets
 * @param version version of the program
 * @param made when the numbers were read
 * @param pages number of pages kept individually; the others are one row
 * @param cells maximum number of rows by day and page, and by day, category and customer
 * @param customers number of customers kept individually; the others are one row
 * @param sketchBytes approximate size of the users of single pages, in bytes
 */
public record InsightSettings(
    String title,
    String source,
    String version,
    Instant made,
    int pages,
    int cells,
    int customers,
    int sketchBytes) {

  private static final int PAGES = 2_000;
  private static final int CELLS = 150_000;
  private static final int CUSTOMERS = 2_000;
  private static final int SKETCH_BYTES = 600_000;

  /** Returns the settings of a report that stays below 5 MB. */
  public static InsightSettings of(String source, String version) {
    return new InsightSettings(
        "Footfall", source, version, Instant.now(), PAGES, CELLS, CUSTOMERS, SKETCH_BYTES);
  }

  public InsightSettings withTitle(String other) {
    return new InsightSettings(other, source, version, made, pages, cells, customers, sketchBytes);
  }

  public InsightSettings withMade(Instant other) {
    return new InsightSettings(title, source, version, other, pages, cells, customers, sketchBytes);
  }

  public InsightSettings withLimits(int otherPages, int otherCustomers, int otherCells) {
    return new InsightSettings(
        title, source, version, made, otherPages, otherCells, otherCustomers, sketchBytes);
  }

  public InsightSettings withSketchBytes(int other) {
    return new InsightSettings(title, source, version, made, pages, cells, customers, other);
  }
}
