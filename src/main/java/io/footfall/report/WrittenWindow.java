package io.footfall.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Dataset;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A window's report as {@link WindowReportFiles} wrote it.
 *
 * @param folder the name of its folder
 * @param startMillis the window's start, in milliseconds since the epoch
 * @param endMillis its end
 * @param isFinal whether its last pane is there
 * @param format how its files are written
 * @param tables the rows of each table of the dataset, without the columns of the window
 * @param summary the rows of the summary, without those columns; none if the dataset has none
 */
public record WrittenWindow(
    String folder,
    long startMillis,
    long endMillis,
    boolean isFinal,
    WindowFormat format,
    List<List<String>> tables,
    List<String> summary) {
  private static final int WINDOW_COLUMNS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The windows in the output folder of a stream, in the order of their names.
   *
   * @throws IOException if one cannot be read
   */
  public static List<WrittenWindow> in(String output, Dataset<?> dataset) throws IOException {
    List<WrittenWindow> windows = new ArrayList<>();
    String top = output.endsWith("/") ? output : output + "/";
    for (String name : OutputFiles.folders(top)) {
      String folder = top + name + "/";
      if (OutputFiles.exists(folder + WindowReportFiles.WINDOW_FILE)) {
        windows.add(read(folder, name, dataset));
      }
    }
    return windows;
  }

  private static WrittenWindow read(String folder, String name, Dataset<?> dataset)
      throws IOException {
    JsonNode window = JSON.readTree(OutputFiles.read(folder + WindowReportFiles.WINDOW_FILE));
    WindowFormat format =
        WindowFormat.valueOf(window.path("format").asText("csv").toUpperCase(Locale.ROOT));
    List<List<String>> tables = new ArrayList<>();
    for (Table table : dataset.tables()) {
      String file = folder + table.name() + format.ending();
      tables.add(
          format == WindowFormat.JSON
              ? JsonRows.of(table).read(OutputFiles.read(file))
              : rowsOf(file));
    }
    List<String> summary = List.of();
    if (dataset.summary().isPresent()) {
      Dataset.Summary of = dataset.summary().get();
      String file = folder + format.fileName(of.fileName());
      summary =
          format == WindowFormat.JSON
              ? new JsonRows(of.contents().stream().map(Enum::name).toList(), of.contents())
                  .read(OutputFiles.read(file))
              : rowsOf(file);
    }
    return new WrittenWindow(
        name,
        Instant.parse(window.path("windowStart").asText()).toEpochMilli(),
        Instant.parse(window.path("windowEnd").asText()).toEpochMilli(),
        window.path("final").asBoolean(),
        format,
        tables,
        summary);
  }

  private static List<String> rowsOf(String file) throws IOException {
    List<String> rows = rows(OutputFiles.read(file));
    return rows.subList(1, rows.size()).stream().map(WrittenWindow::withoutWindow).toList();
  }

  /** The rows of a CSV text, without their line breaks. */
  public static List<String> rows(byte[] csv) {
    List<String> rows = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < csv.length; i++) {
      if (csv[i] == '"') {
        quoted = !quoted;
      } else if (csv[i] == '\n' && !quoted) {
        rows.add(new String(csv, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return rows;
  }

  /** The columns of the window are last, and no quote or comma is in them. */
  private static String withoutWindow(String row) {
    int to = row.length();
    for (int i = 0; i < WINDOW_COLUMNS; i++) {
      to = row.lastIndexOf(',', to - 1);
    }
    return row.substring(0, to);
  }
}
