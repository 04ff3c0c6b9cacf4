package io.footfall.pipelines.query;

import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.console.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a table for a person, as wide as the terminal. Its columns are as wide as what is in
 * them, so it waits for all rows; more than a person reads it only counts.
 */
final class TableResult implements RowSink {
  private static final int SHOWN = 1000;
  private static final int COLUMNS_OF_A_TERMINAL = 80;
  private static final String NULL = "-";

  private final Appendable out;
  private final List<List<String>> rows = new ArrayList<>();
  private List<QueryColumn> columns = List.of();
  private long count;

  TableResult(Appendable out) {
    this.out = out;
  }

  @Override
  public void columns(List<QueryColumn> all) {
    columns = all;
  }

  @Override
  public boolean row(List<@Nullable Object> values) {
    if (count++ < SHOWN) {
      rows.add(values.stream().map(v -> v == null ? NULL : ResultText.of(v)).toList());
    }
    return true;
  }

  @Override
  public void end() throws IOException {
    if (columns.isEmpty()) {
      return;
    }
    boolean[] numbers = new boolean[columns.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = columns.get(i).isNumber();
    }
    TextTable table =
        new TextTable(
            columns.stream().map(c -> TerminalText.printable(c.name())).toList(), numbers);
    rows.forEach(table::addPlain);
    for (String line : table.lines(width())) {
      out.append(line).append('\n');
    }
    out.append(String.format(Locale.ROOT, "%n%,d row%s", count, count == 1 ? "" : "s"));
    if (count > SHOWN) {
      out.append(
          String.format(Locale.ROOT, "; the first %,d are shown. Use --format=csv for all", SHOWN));
    }
    out.append('\n');
  }

  /** Returns the width of the terminal. Output to anything else is not truncated. */
  private static int width() {
    return Boolean.getBoolean("footfall.terminal")
        ? Integer.getInteger("footfall.columns", COLUMNS_OF_A_TERMINAL)
        : Integer.MAX_VALUE;
  }
}
