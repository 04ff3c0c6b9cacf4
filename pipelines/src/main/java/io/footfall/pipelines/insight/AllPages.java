package io.footfall.pipelines.insight;

import io.footfall.csv.CsvField;
import io.footfall.errors.FootfallException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all pages over all days as CSV for spreadsheets, with the columns and the order of
 * {@code urls.csv}.
 */
public final class AllPages {
  private static final int DECIMALS = 3;

  private final byte[] gzip;

  private AllPages(byte[] gzip) {
    this.gzip = gzip;
  }

  /** Returns the compressed table. */
  byte[] gzip() {
    return gzip;
  }

  /**
   * Reads the table, if there are visits.
   *
   * @param relations as for {@link Insight#read}
   * @throws FootfallException if the database does not respond
   */
  public static Optional<AllPages> read(Connection connection, Set<String> relations) {
    try {
      return readAll(connection, relations);
    } catch (FootfallException e) {
      if (!UnreadableDays.isReasonOf(e) || UnreadableDays.hide(connection, relations).isEmpty()) {
        throw e;
      }
      return readAll(connection, InsightQueries.withoutSums(relations));
    }
  }

  private static Optional<AllPages> readAll(Connection connection, Set<String> relations) {
    InsightQueries answers = new InsightQueries(connection, relations);
    @Nullable String relation = VisitsPart.relation(answers);
    if (relation == null) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      out.write("\ufeffurl,visits,total_time_spent,average_time_spent\n");
      boolean single = relation.equals("visits");
      answers.forEachRow(
          "SELECT url, "
              + (single
                  ? "COUNT(*) AS n, SUM(page_view_duration), COUNT(page_view_duration),"
                      + " MIN(\"timestamp\") AS earliest"
                  : "SUM(visits) AS n, SUM(total_time_spent), SUM(COALESCE(timed_visits, visits)),"
                      + " MIN(event_date) AS earliest")
              + " FROM "
              + relation
              + " GROUP BY url ORDER BY n DESC, earliest, url",
          row -> {
            long visits = row.getLong(2);
            // Visits without a duration count in neither the sum nor the average.
            BigDecimal spent = row.getBigDecimal(3);
            long timed = spent == null ? 0 : row.getLong(4);
            try {
              out.write(
                  CsvField.forSpreadsheet(row.getString(1))
                      + ","
                      + visits
                      + ","
                      + (timed == 0 ? "" : spent.stripTrailingZeros().toPlainString())
                      + ","
                      + (timed == 0
                          ? ""
                          : spent.divide(BigDecimal.valueOf(timed), DECIMALS, RoundingMode.HALF_UP))
                      + "\n");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(new AllPages(bytes.toByteArray()));
  }

  /**
   * Writes the uncompressed table.
   *
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      in.transferTo(out);
    }
  }
}
