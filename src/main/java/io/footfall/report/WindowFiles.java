package io.footfall.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Summary;
import io.footfall.files.OutputFiles;
import io.footfall.table.CsvRow;
import io.footfall.table.MergedRuns;
import io.footfall.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Writes the result of a window into a directory: the tables and the summary of a report, with four
 * more columns ({@link #WINDOW_COLUMNS}), and the accounting, {@code window.json}.
 *
 * <p>The files of a later pane replace them. Each is written under another name and renamed, so
 * that it is always complete. {@code window.json} is the last one.
 */
public final class WindowFiles {
  /** The file with the accounting of a window. */
  public static final String WINDOW_FILE = "window.json";

  /** The columns that are added to each row. */
  public static final String WINDOW_COLUMNS = ",window_start,window_end,pane,final";

  private static final String WRITING = ".writing-";
  private static final int WRITTEN_BYTES = 1 << 16;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("'window='uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT);

  private static final ObjectMapper JSON = new ObjectMapper();

  private WindowFiles() {}

  /**
   * Returns the folder of a window: {@code date=2024-03-01} for a day of the zone, {@code
   * window=2024-03-01T10-00-00Z} for another window.
   */
  public static String folder(long startMillis, long endMillis, ZoneId zone) {
    ZonedDateTime start = Instant.ofEpochMilli(startMillis).atZone(zone);
    ZonedDateTime nextDay = start.toLocalDate().plusDays(1).atStartOfDay(zone);
    boolean isDay =
        start.toLocalDate().atStartOfDay(zone).toInstant().equals(start.toInstant())
            && nextDay.toInstant().toEpochMilli() == endMillis;
    return isDay
        ? "date=" + start.toLocalDate()
        : FOLDER.format(Instant.ofEpochMilli(startMillis).atZone(ZoneOffset.UTC));
  }

  /**
   * Writes the files of a result.
   *
   * @param output the directory that contains the window directories
   * @param zone the time zone that defines the start of a day
   * @param format format of the tables and the summary; a directory has one format
   * @return the path of {@code window.json}
   * @throws IOException if writing fails; each earlier file is then unchanged or replaced
   */
  public static String write(
      WindowResult result, Dataset<?> dataset, String output, ZoneId zone, WindowFormat format)
      throws IOException {
    String folder =
        OutputFiles.directory(output)
            + folder(result.startMillis(), result.endMillis(), zone)
            + "/";
    Map<String, OutputFiles.Content> files = contents(result, dataset, format);
    OutputFiles.deleteAbandoned(folder, WRITING);
    String temporary = folder + WRITING + UUID.randomUUID() + "-";
    for (Map.Entry<String, OutputFiles.Content> file : files.entrySet()) {
      OutputFiles.replace(folder + file.getKey(), temporary + file.getKey(), file.getValue());
    }
    return folder + WINDOW_FILE;
  }

  /**
   * Deletes unfinished files of runs that no longer own the directory. Applies to local disks only;
   * in a store, objects appear when they are complete.
   *
   * @param output the directory that contains the window directories
   */
  public static void deleteUnfinished(String output) throws IOException {
    if (!OutputFiles.isLocal(output)) {
      return;
    }
    String top = OutputFiles.directory(output);
    for (String window : OutputFiles.folders(top)) {
      OutputFiles.delete(OutputFiles.list(top + window + "/", WRITING + "*"));
    }
  }

  /** Returns the files of a result by their names, in the order in which they are written. */
  static Map<String, OutputFiles.Content> contents(
      WindowResult result, Dataset<?> dataset, WindowFormat format) throws IOException {
    Map<String, OutputFiles.Content> files = new LinkedHashMap<>();
    for (int t = 0; t < dataset.tables().size(); t++) {
      int table = t;
      files.put(
          dataset.tables().get(t).name() + format.ending(),
          out -> writeTable(result, dataset, table, format, out));
    }
    if (dataset.summary().isPresent()) {
      Summary summary = dataset.summary().get();
      byte[] rows =
          format == WindowFormat.JSON
              ? jsonSummary(summary, result)
              : summary(result.summary(), csvEnding(result));
      files.put(format.fileName(summary.fileName()), out -> out.write(rows));
    }
    byte[] description = describe(result, format);
    files.put(WINDOW_FILE, out -> out.write(description));
    return files;
  }

  /** Writes a table row by row, because it may exceed memory. */
  private static void writeTable(
      WindowResult result, Dataset<?> dataset, int index, WindowFormat format, OutputStream out)
      throws IOException {
    Table table = dataset.tables().get(index);
    try (MergedRuns rows = result.rows(dataset, index)) {
      if (format == WindowFormat.JSON) {
        try (JsonRows.Writer json = JsonRows.of(table).writer(out, jsonEnding(result))) {
          for (; rows.hasRow(); rows.advance()) {
            json.write(rows.copyOfRow());
          }
        }
        return;
      }
      byte[] ending = csvEnding(result);
      out.write((table.header() + WINDOW_COLUMNS + "\n").getBytes(StandardCharsets.UTF_8));
      ByteOutput text = new ByteOutput(2 * WRITTEN_BYTES);
      while (rows.hasRow()) {
        text.reset();
        for (; rows.hasRow() && text.size() < WRITTEN_BYTES; rows.advance()) {
          rows.appendRow(text);
          text.truncate(text.size() - 1);
          text.write(ending);
          text.writeByte('\n');
        }
        out.write(text.array(), 0, text.size());
      }
    }
  }

  private static JsonRows.Ending jsonEnding(WindowResult result) {
    return json -> {
      json.writeStringField("window_start", result.start().toString());
      json.writeStringField("window_end", result.end().toString());
      json.writeNumberField("pane", result.pane());
      json.writeBooleanField("final", result.isFinal());
    };
  }

  private static byte[] jsonSummary(Summary summary, WindowResult result) throws IOException {
    List<String> rows = WrittenWindow.rows(result.summary());
    return summaryRows(summary, rows.get(0))
        .write(rows.subList(1, rows.size()), jsonEnding(result));
  }

  /** Returns the JSON form of a summary's rows. */
  static JsonRows summaryRows(Summary summary, String header) {
    int columns = summary.contents().size();
    return new JsonRows(
        CsvRow.texts(header.getBytes(StandardCharsets.UTF_8), columns), summary.contents());
  }

  /** Returns the accounting of all windows in a directory, each as of its newest pane. */
  public static SourceCounts total(String output) throws IOException {
    SourceCounts total = new SourceCounts();
    String top = OutputFiles.directory(output);
    for (String window : OutputFiles.folders(top)) {
      String file = top + window + "/" + WINDOW_FILE;
      if (OutputFiles.exists(file)) {
        total.add(
            SourceCounts.ofJson(
                JSON.readTree(OutputFiles.read(file)).path("accounting").path("total")));
      }
    }
    return total;
  }

  private static byte[] summary(byte[] summary, byte[] ending) {
    ByteOutput content = new ByteOutput(summary.length + 128);
    int header = 0;
    while (summary[header] != '\n') {
      header++;
    }
    content.write(summary, 0, header);
    content.write((WINDOW_COLUMNS + "\n").getBytes(StandardCharsets.UTF_8));
    CsvRow.extendRows(summary, header + 1, ending, content);
    return content.toByteArray();
  }

  private static byte[] csvEnding(WindowResult result) {
    String ending =
        "," + result.start() + "," + result.end() + "," + result.pane() + "," + result.isFinal();
    return ending.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] describe(WindowResult result, WindowFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
      json.writeStartObject();
      json.writeStringField("windowStart", result.start().toString());
      json.writeStringField("windowEnd", result.end().toString());
      json.writeNumberField("pane", result.pane());
      json.writeBooleanField("final", result.isFinal());
      json.writeStringField("format", format.name().toLowerCase(Locale.ROOT));
      json.writeObjectFieldStart("totals");
      for (Map.Entry<String, BigDecimal> total : result.totals().entrySet()) {
        json.writeStringField(total.getKey(), total.getValue().toPlainString());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("accounting");
      json.writeObjectFieldStart("total");
      result.total().describe(json);
      json.writeEndObject();
      json.writeFieldName("sources");
      SourceCounts.describeAll(result.counts(), json);
      json.writeEndObject();
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
