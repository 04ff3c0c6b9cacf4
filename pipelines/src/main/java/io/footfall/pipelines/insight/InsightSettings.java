package io.footfall.pipelines.insight;

import java.time.Instant;

/**
 * What an insight says of itself, and how much it keeps.
 *
 * @param title the heading of the page
 * @param source where the numbers come from, for a person; without a secret
 * @param version of the program
 * @param made when the numbers were read
 * @param pages how many pages are kept one by one; the others are one row
 * @param cells how many rows of (day, page) are kept at most, and of (day, category, customer)
 * @param customers how many customers are kept one by one; the others are one row
 * @param sketchBytes about how many bytes the users of single pages may take
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

  /** The settings of a report that stays under five megabytes. */
  public static InsightSettings of(String source, String version) {
    return new InsightSettings(
        "Footfall", source, version, Instant.now(), PAGES, CELLS, CUSTOMERS, SKETCH_BYTES);
  }

  /** With another heading. */
  public InsightSettings withTitle(String other) {
    return new InsightSettings(other, source, version, made, pages, cells, customers, sketchBytes);
  }

  /** Made at another time. */
  public InsightSettings withMade(Instant other) {
    return new InsightSettings(title, source, version, other, pages, cells, customers, sketchBytes);
  }

  /** With at most so many pages and customers one by one, and rows of them. */
  public InsightSettings withLimits(int otherPages, int otherCustomers, int otherCells) {
    return new InsightSettings(
        title, source, version, made, otherPages, otherCells, otherCustomers, sketchBytes);
  }

  /** With about so many bytes for the users of single pages. */
  public InsightSettings withSketchBytes(int other) {
    return new InsightSettings(title, source, version, made, pages, cells, customers, other);
  }
}
