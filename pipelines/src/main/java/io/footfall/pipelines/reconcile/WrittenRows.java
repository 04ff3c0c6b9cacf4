package io.footfall.pipelines.reconcile;

import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.report.WindowResult;
import io.footfall.report.WrittenWindow;
import io.footfall.table.CsvRow;
import io.footfall.table.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the rows of a written window with rows recomputed from the lake. The lake drops trailing
 * zeros of decimals, so numbers are compared by value, and rewritten rows keep their original
 * decimals.
 */
public final class WrittenRows {
  private final Dataset<?> dataset;
  private final WrittenWindow written;

  /** Creates the rows of a window as they are in the output of the stream. */
  public WrittenRows(Dataset<?> dataset, WrittenWindow written) {
    this.dataset = dataset;
    this.written = written;
  }

  /**
   * Returns whether the recomputed report is equal. If the next pane of the window is incomplete,
   * only the totals are compared, because everything was compared before that pane was started.
   */
  public boolean isSameAs(WindowResult counted) {
    if (!sameTotals(counted)) {
      return false;
    }
    if (!written.isWhole()) {
      return true;
    }
    for (int t = 0; t < dataset.tables().size(); t++) {
      if (!sameRows(dataset.tables().get(t), written.tables().get(t), counted.lines(dataset, t))) {
        return false;
      }
    }
    List<String> summary = WrittenWindow.rows(counted.summary());
    return written
        .summary()
        .equals(summary.isEmpty() ? summary : summary.subList(1, summary.size()));
  }

  private boolean sameTotals(WindowResult counted) {
    Set<String> names = new HashSet<>(written.state().totals().keySet());
    names.addAll(counted.totals().keySet());
    for (String name : names) {
      // A window without valid records has no totals.
      BigDecimal one = written.state().totals().getOrDefault(name, BigDecimal.ZERO);
      if (one.compareTo(counted.totals().getOrDefault(name, BigDecimal.ZERO)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameRows(Table table, List<String> left, List<String> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      // Rows that differ only in trailing zeros are equal.
      if (!left.get(i).equals(withDecimals(table, left.get(i), right.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the recomputed rows, each in its written form if the values are equal. */
  static List<String> withWrittenZeros(Table table, List<String> written, List<String> rows) {
    Map<String, String> byKey = byKey(table, written);
    return rows.stream()
        .map(
            row -> {
              String before = byKey.get(table.keyOf(row));
              return before != null && before.equals(withDecimals(table, before, row))
                  ? before
                  : row;
            })
        .toList();
  }

  /** Returns the rows by their keys. */
  static Map<String, String> byKey(Table table, List<String> rows) {
    Map<String, String> byKey = new HashMap<>();
    rows.forEach(row -> byKey.put(table.keyOf(row), row));
    return byKey;
  }

  /** Returns the recomputed report with at least as many decimals as the written one. */
  public WindowResult withDecimals(WindowResult counted) {
    List<List<String>> tables = new ArrayList<>();
    for (int t = 0; t < dataset.tables().size(); t++) {
      Table table = dataset.tables().get(t);
      Map<String, String> byKey = byKey(table, written.tables().get(t));
      List<String> rows = new ArrayList<>();
      for (String row : counted.lines(dataset, t)) {
        String before = byKey.get(table.keyOf(row));
        rows.add(before == null ? row : withDecimals(table, before, row));
      }
      tables.add(rows);
    }
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    counted
        .totals()
        .forEach(
            (name, total) -> {
              BigDecimal before = written.state().totals().get(name);
              totals.put(name, before == null ? total : withDecimals(before, total));
            });
    return new WindowResult(
        counted.startMillis(),
        counted.endMillis(),
        counted.pane(),
        counted.isFinal(),
        counted.counts(),
        totals,
        WrittenWindow.runs(tables),
        counted.summary());
  }

  private static BigDecimal withDecimals(BigDecimal before, BigDecimal value) {
    return value.compareTo(before) == 0
        ? before
        : value.setScale(Math.max(before.scale(), value.scale()));
  }

  private static String withDecimals(Table table, String before, String row) {
    List<String> had =
        CsvRow.texts(before.getBytes(StandardCharsets.UTF_8), table.columns().size());
    List<String> has = CsvRow.texts(row.getBytes(StandardCharsets.UTF_8), table.columns().size());
    ByteOutput out = new ByteOutput(row.length() + 16);
    for (int i = 0; i < has.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      int from = out.size();
      String text =
          table.columns().get(i).type() == Table.Type.DECIMAL
              ? withDecimals(new BigDecimal(had.get(i)), new BigDecimal(has.get(i))).toPlainString()
              : has.get(i);
      out.write(text.getBytes(StandardCharsets.UTF_8));
      CsvRow.quoteFrom(from, out);
    }
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
