package io.footfall.insight;

import io.footfall.records.InputRefusedException;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all pages over all days, as CSV: the columns and the order of {@code urls.csv}. A
 * spreadsheet takes no URL for a formula: what begins like one gets an apostrophe before it.
 */
public final class AllPages {
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r].*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final int DECIMALS = 3;

  private final byte[] gzip;

  private AllPages(byte[] gzip) {
    this.gzip = gzip;
  }

  /** The table, compressed. */
  byte[] gzip() {
    return gzip;
  }

  /**
   * Reads the table, if there are visits.
   *
   * @param relations as for {@link Insight#read}
   * @throws InputRefusedException if the database does not answer
   */
  public static Optional<AllPages> read(Connection connection, Set<String> relations) {
    Answers answers = new Answers(connection, relations);
    @Nullable String relation = VisitsPart.relation(answers);
    if (relation == null) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      out.write("\ufeffurl,visits,total_time_spent,average_time_spent\n");
      boolean single = relation.equals("visits");
      answers.every(
          "SELECT url, "
              + (single
                  ? "COUNT(*) AS n, SUM(page_view_duration), MIN(\"timestamp\") AS earliest"
                  : "SUM(visits) AS n, SUM(total_time_spent), MIN(event_date) AS earliest")
              + " FROM "
              + relation
              + " GROUP BY url ORDER BY n DESC, earliest, url",
          row -> {
            long visits = row.getLong(2);
            BigDecimal spent = row.getBigDecimal(3);
            try {
              out.write(
                  field(row.getString(1))
                      + ","
                      + visits
                      + ","
                      + spent.stripTrailingZeros().toPlainString()
                      + ","
                      + spent.divide(BigDecimal.valueOf(visits), DECIMALS, RoundingMode.HALF_UP)
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

  /** A field of CSV (RFC 4180) that no spreadsheet takes for a formula. */
  static String field(String text) {
    boolean isFormula = FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches();
    String safe = isFormula ? "'" + text : text;
    boolean quoted = Arrays.stream(new String[] {",", "\"", "\r", "\n"}).anyMatch(safe::contains);
    return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }

  /**
   * Writes the table, not compressed.
   *
   * @throws IOException if that fails
   */
  public void writeTo(OutputStream out) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      in.transferTo(out);
    }
  }
}
