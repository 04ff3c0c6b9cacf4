package io.footfall.visits;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Summary;
import io.footfall.table.CsvRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * {@code summary.csv}: one row, whose last field is a JSON object from URL to average for the most
 * visited URLs (src/docs/formats.md, section 2.1).
 */
final class VisitsSummary implements Summary {
  private static final long serialVersionUID = 1L;
  private static final String HEADER =
      "Total Interactions,Total Unique Users,Most Visited URL,Average Time Spent on Each URL\n";
  private static final int MOST_VISITED = 100;
  private static final int URL = 0;
  private static final int AVERAGE = 3;

  @Override
  public String fileName() {
    return "summary.csv";
  }

  @Override
  public List<Content> contents() {
    return List.of(Content.NUMBER, Content.NUMBER, Content.TEXT, Content.OBJECT);
  }

  @Override
  public int rows() {
    return MOST_VISITED;
  }

  @Override
  public void write(Map<String, BigDecimal> totals, List<byte[]> firstRows, ByteOutput out) {
    out.write(HEADER.getBytes(StandardCharsets.UTF_8));
    append(totals.getOrDefault(VisitsDataset.VISITS, BigDecimal.ZERO), out);
    out.writeByte(',');
    append(totals.getOrDefault(VisitsDataset.USERS, BigDecimal.ZERO), out);
    out.writeByte(',');
    int from = out.size();
    if (!firstRows.isEmpty()) {
      byte[] row = firstRows.get(0);
      out.write(CsvRow.field(row, 0, row.length, URL));
    }
    CsvRow.quoteFrom(from, out);
    out.writeByte(',');
    from = out.size();
    out.write(averages(firstRows));
    CsvRow.quoteFrom(from, out);
    out.writeByte('\n');
  }

  private static void append(BigDecimal count, ByteOutput out) {
    out.write(count.toPlainString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] averages(List<byte[]> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Uses a Writer, because Jackson's byte generator escapes characters beyond U+FFFF as surrogate
    // pairs.
    try (JsonGenerator json =
        new JsonFactory().createGenerator(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      json.writeStartObject();
      for (byte[] row : rows) {
        String average =
            new String(CsvRow.field(row, 0, row.length, AVERAGE), StandardCharsets.UTF_8);
        json.writeFieldName(
            new String(CsvRow.field(row, 0, row.length, URL), StandardCharsets.UTF_8));
        // Written verbatim, so that the 3 decimals do not go through a double.
        json.writeRawValue(average.isEmpty() ? "null" : average);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
