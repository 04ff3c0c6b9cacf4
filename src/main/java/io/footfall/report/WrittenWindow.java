package io.footfall.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Summary;
import io.footfall.files.OutputFiles;
import io.footfall.table.SortedRun;
import io.footfall.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A window's report as {@link WindowFiles} wrote it.
 *
 * @param state the content of its {@code window.json}
 * @param tables the rows of each table of the dataset, without the columns of the window
 * @param summary the rows of the summary, without those columns; none if the dataset has none
 * @param isWhole whether all its files are of one pane; false if writing a later one was
 *     interrupted
 */
public record WrittenWindow(
    WindowState state, List<List<String>> tables, List<String> summary, boolean isWhole) {
  private static final int WINDOW_COLUMNS = 4;
  private static final int PANE_FROM_END = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the tables of one window.
   *
   * @param output the output directory of the stream
   * @throws IOException if one cannot be read
   */
  public static WrittenWindow read(String output, WindowState state, Dataset<?> dataset)
      throws IOException {
    String folder = OutputFiles.directory(output) + state.folder() + "/";
    WindowFormat format = state.format();
    boolean whole = true;
    List<List<String>> tables = new ArrayList<>();
    for (Table table : dataset.tables()) {
      byte[] file = OutputFiles.read(folder + table.name() + format.ending());
      whole &= isOfPane(state.pane(), file, format);
      tables.add(format == WindowFormat.JSON ? JsonRows.of(table).read(file) : rowsOf(file));
    }
    List<String> summary = List.of();
    if (dataset.summary().isPresent()) {
      Summary of = dataset.summary().get();
      byte[] file = OutputFiles.read(folder + format.fileName(of.fileName()));
      whole &= isOfPane(state.pane(), file, format);
      summary =
          format == WindowFormat.JSON
              ? new JsonRows(of.contents().stream().map(Enum::name).toList(), of.contents())
                  .read(file)
              : rowsOf(file);
    }
    return new WrittenWindow(state, tables, summary, whole);
  }

  /** Returns whether a file belongs to a pane. A file without rows belongs to any pane. */
  private static boolean isOfPane(long pane, byte[] file, WindowFormat format) throws IOException {
    if (format == WindowFormat.JSON) {
      return file.length == 0 || JSON.readTree(file).path("pane").asLong() == pane;
    }
    List<String> rows = rows(file);
    if (rows.size() < 2) {
      return true;
    }
    String[] ending = rows.get(1).substring(withoutWindow(rows.get(1)).length()).split(",", -1);
    return ending[ending.length - PANE_FROM_END].equals(Long.toString(pane));
  }

  /** Returns a final window without records. */
  public static WrittenWindow empty(Dataset<?> dataset, long startMillis, long endMillis) {
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    WindowResult report =
        new WindowResult(
                startMillis, endMillis, 0, true, counts, new TreeMap<>(), List.of(), new byte[0])
            .withSummary(dataset);
    List<String> summary = rows(report.summary());
    return new WrittenWindow(
        new WindowState(
            "", startMillis, endMillis, 0, true, WindowFormat.CSV, counts, report.totals()),
        dataset.tables().stream().map(table -> List.<String>of()).toList(),
        summary.isEmpty() ? summary : summary.subList(1, summary.size()),
        true);
  }

  /** Returns the result that was written. */
  public WindowResult toResult(Dataset<?> dataset) {
    ByteOutput file = new ByteOutput();
    dataset
        .summary()
        .ifPresent(
            of -> {
              ByteOutput empty = new ByteOutput();
              of.write(Map.of(), List.of(), empty);
              file.write(csv(rows(empty.toByteArray()).subList(0, 1)));
              file.write(csv(summary));
            });
    return new WindowResult(
        state.startMillis(),
        state.endMillis(),
        state.pane(),
        state.isFinal(),
        state.counts(),
        state.totals(),
        runs(tables),
        file.toByteArray());
  }

  /** Returns the rows of tables as runs. */
  public static List<SortedRun> runs(List<List<String>> tables) {
    return IntStream.range(0, tables.size())
        .mapToObj(t -> WindowResult.run(t, tables.get(t)))
        .toList();
  }

  /** Returns rows as CSV with line breaks. */
  private static byte[] csv(List<String> rows) {
    ByteOutput csv = new ByteOutput();
    for (String row : rows) {
      csv.write(row.getBytes(StandardCharsets.UTF_8));
      csv.writeByte('\n');
    }
    return csv.toByteArray();
  }

  private static List<String> rowsOf(byte[] file) {
    List<String> rows = rows(file);
    return rows.subList(1, rows.size()).stream().map(WrittenWindow::withoutWindow).toList();
  }

  /** Returns the rows of a CSV text, without line breaks. */
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

  /** Removes the columns of the window: they are the last, and contain no quote or comma. */
  private static String withoutWindow(String row) {
    int to = row.length();
    for (int i = 0; i < WINDOW_COLUMNS; i++) {
      to = row.lastIndexOf(',', to - 1);
    }
    return row.substring(0, to);
  }
}
