package io.footfall.pipelines.query;

import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.console.TextTable;
import io.footfall.pipelines.console.TextTable.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows as a table: with borders and types on a terminal, plain elsewhere. Column widths
 * depend on the values, so it prints only after the last row: the first 1,000 rows and the number
 * of all.
 */
final class TableResult implements RowSink {
  private static final int SHOWN = 1000;

  private final Appendable out;
  private final TableStyle tableStyle;
  private final String file;
  private final List<List<@Nullable String>> rows = new ArrayList<>();
  private List<QueryColumn> columns = List.of();
  private long count;

  /**
   * Creates a sink.
   *
   * @param file the file that the statement writes; empty for none
   */
  TableResult(Appendable out, TableStyle tableStyle, String file) {
    this.out = out;
    this.file = file;
    this.tableStyle = tableStyle;
  }

  @Override
  public void columns(List<QueryColumn> all) {
    columns = all;
  }

  @Override
  public boolean row(List<@Nullable Object> values) {
    if (count++ < SHOWN) {
      List<@Nullable String> row = new ArrayList<>();
      for (Object value : values) {
        row.add(value == null ? null : ResultText.of(value));
      }
      rows.add(row);
    }
    return true;
  }

  @Override
  public void written(long rowsWritten) throws IOException {
    out.append(rows(rowsWritten)).append(" written");
    if (!file.isEmpty()) {
      out.append(" to ").append(TerminalText.printable(file));
      Path path = Path.of(file);
      if (Files.isRegularFile(path)) {
        out.append(" (").append(TerminalText.size(Files.size(path))).append(')');
      }
    }
    out.append('\n');
  }

  @Override
  public void end() throws IOException {
    if (columns.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(
            columns.stream()
                .map(c -> new Column(c.name(), c.type().toLowerCase(Locale.ROOT), c.isNumber()))
                .toList());
    rows.forEach(table::addPlain);
    for (String line : table.lines(tableStyle)) {
      out.append(line).append('\n');
    }
    if (!tableStyle.hasBorders()) {
      out.append('\n');
    }
    int hidden = table.hidden(tableStyle);
    out.append(rows(count));
    if (hidden > 0) {
      out.append(
          String.format(
              Locale.ROOT,
              ", %d of %d columns shown; --columns=all or .columns all shows all",
              columns.size() - hidden,
              columns.size()));
    }
    if (count > SHOWN) {
      out.append(
          String.format(Locale.ROOT, "; the first %,d are shown. Use --format=csv for all", SHOWN));
    }
    out.append('\n');
  }

  private static String rows(long n) {
    return TerminalText.count(n, "row");
  }
}
