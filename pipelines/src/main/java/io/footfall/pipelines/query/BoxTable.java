package io.footfall.pipelines.query;

import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.console.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A result as a table with borders and types, for a terminal. On a narrow terminal, long texts are
 * shortened first; then columns in the middle are left out, which {@link #hidden} counts.
 */
final class BoxTable {
  private static final int LEAST_WIDTH = 12;
  private static final int PADDING = 3;
  private static final String NULL = "NULL";
  private static final String GAP = "…";

  private final Style style;
  private final List<QueryColumn> columns;
  private final List<List<@Nullable String>> rows;
  private final int[] widths;
  private final List<Integer> shown = new ArrayList<>();

  /**
   * Lays a table out.
   *
   * @param rows the values as printable text; null for NULL
   * @param width columns of the terminal
   */
  BoxTable(Style style, List<QueryColumn> columns, List<List<@Nullable String>> rows, int width) {
    this.style = style;
    this.columns = columns;
    this.rows = rows;
    widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(TerminalText.width(name(i)), TerminalText.width(type(columns.get(i))));
      for (List<@Nullable String> row : rows) {
        widths[i] = Math.max(widths[i], TerminalText.width(text(row.get(i))));
      }
      shown.add(i);
    }
    shorten(width);
    while (shown.size() > 1 && total() > width) {
      shown.remove(shown.size() / 2);
    }
  }

  private void shorten(int width) {
    int excess = total() - width;
    while (excess > 0) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = !isNumber(i) && (isNumber(widest) || widths[i] > widths[widest]) ? i : widest;
      }
      int least = Math.max(LEAST_WIDTH, TerminalText.width(name(widest)));
      if (isNumber(widest) || widths[widest] <= least) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private boolean isNumber(int column) {
    return columns.get(column).isNumber();
  }

  private int total() {
    int total = 1 + (shown.size() < widths.length ? PADDING + 1 : 0);
    for (int i : shown) {
      total += widths[i] + PADDING;
    }
    return total;
  }

  private String name(int column) {
    return TerminalText.printable(columns.get(column).name());
  }

  private static String type(QueryColumn column) {
    return column.type().toLowerCase(Locale.ROOT);
  }

  private static String text(@Nullable String value) {
    return value == null ? NULL : value;
  }

  /** Returns the number of columns that are left out. */
  int hidden() {
    return widths.length - shown.size();
  }

  /** Returns the lines of the table. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(border("┌", "┬", "┐"));
    lines.add(line(i -> style.heading(padded(name(i), i)), style.heading(GAP)));
    lines.add(line(i -> style.secondary(padded(type(columns.get(i)), i)), " "));
    lines.add(border("├", "┼", "┤"));
    for (List<@Nullable String> row : rows) {
      lines.add(
          line(
              i ->
                  row.get(i) == null
                      ? style.secondary(padded(NULL, i))
                      : padded(text(row.get(i)), i),
              GAP));
    }
    lines.add(border("└", "┴", "┘"));
    return lines;
  }

  private String padded(String text, int column) {
    String cell = TerminalText.fit(text, widths[column]);
    String pad = " ".repeat(Math.max(0, widths[column] - TerminalText.width(cell)));
    return isNumber(column) ? pad + cell : cell + pad;
  }

  /** The text of a cell. */
  private interface Cell {
    String of(int column);
  }

  private String line(Cell cell, String gap) {
    StringBuilder line = new StringBuilder("│");
    int before = -1;
    for (int i : shown) {
      if (i > before + 1) {
        line.append(' ').append(gap).append(" │");
      }
      line.append(' ').append(cell.of(i)).append(" │");
      before = i;
    }
    return (before < widths.length - 1 ? line.append(' ').append(gap).append(" │") : line)
        .toString();
  }

  private String border(String left, String middle, String right) {
    StringBuilder line = new StringBuilder();
    int before = -1;
    for (int i : shown) {
      if (i > before + 1) {
        line.append(line.isEmpty() ? left : middle).append("─".repeat(PADDING));
      }
      line.append(line.isEmpty() ? left : middle).append("─".repeat(widths[i] + 2));
      before = i;
    }
    if (before < widths.length - 1) {
      line.append(middle).append("─".repeat(PADDING));
    }
    return line.append(right).toString();
  }
}
