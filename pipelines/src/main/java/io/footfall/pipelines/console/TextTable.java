package io.footfall.pipelines.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table for people, used by every command: with borders on a terminal, plain elsewhere. Text is
 * aligned left, numbers right at their decimal points. If the table is too wide, long texts are
 * shortened first, and then columns in the middle are left out.
 */
public final class TextTable {
  private static final int LEAST_WIDTH = 12;
  private static final String ELLIPSIS = "…";

  private final List<Column> columns;
  private final List<List<@Nullable String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param name its name
   * @param type its type, which a table with borders shows; empty for none
   * @param isNumber whether its values are numbers
   */
  public record Column(String name, String type, boolean isNumber) {
    /** Returns a left-aligned column. */
    public static Column text(String name) {
      return new Column(name, "", false);
    }

    /** Returns a column of numbers, aligned at their decimal points. */
    public static Column number(String name) {
      return new Column(name, "", true);
    }
  }

  /** Creates a table without rows. */
  public TextTable(List<Column> columns) {
    this.columns = columns;
  }

  /** Creates a table without rows. */
  public TextTable(Column... columns) {
    this(List.of(columns));
  }

  /** Creates a list of names and texts: a table of two unnamed columns. */
  public static TextTable list() {
    return new TextTable(Column.text(""), Column.text(""));
  }

  /** Adds a row; its numbers are plain, with a decimal point. */
  public void add(List<String> values) {
    List<String> row = new ArrayList<>(values);
    for (int i = 0; i < row.size(); i++) {
      row.set(i, columns.get(i).isNumber() ? grouped(row.get(i)) : row.get(i));
    }
    addPlain(row);
  }

  /**
   * Adds a row whose numbers get no thousands separators: they may be ids or years.
   *
   * @param values null for a missing value
   */
  public void addPlain(List<? extends @Nullable String> values) {
    List<@Nullable String> row = new ArrayList<>();
    values.forEach(value -> row.add(value == null ? null : TerminalText.printable(value)));
    rows.add(row);
  }

  /** Prints the table, and how many of its columns are shown if some are left out. */
  public void print(TableStyle tableStyle, PrintStream out) {
    lines(tableStyle).forEach(out::println);
    int hidden = hidden(tableStyle);
    if (hidden > 0) {
      out.printf(
          Locale.ROOT, "  %d of %d columns shown%n", columns.size() - hidden, columns.size());
    }
  }

  /** Returns the lines of the table, none wider than the style allows, if possible. */
  public List<String> lines(TableStyle tableStyle) {
    return new Layout(tableStyle).lines();
  }

  /** Returns the number of columns that are left out. */
  public int hidden(TableStyle tableStyle) {
    return columns.size() - new Layout(tableStyle).shown.size();
  }

  private boolean isNumber(int column) {
    return columns.get(column).isNumber();
  }

  /** Returns the cells of each row; numbers with fewer decimals than others are padded. */
  private List<List<String>> aligned(String missing) {
    int[] decimals = new int[columns.size()];
    for (List<@Nullable String> row : rows) {
      for (int i = 0; i < decimals.length; i++) {
        decimals[i] = Math.max(decimals[i], isNumber(i) ? decimals(row.get(i)) : 0);
      }
    }
    List<List<String>> aligned = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < decimals.length; i++) {
        String value = row.get(i);
        String cell = value == null ? missing : value;
        cells.add(isNumber(i) ? cell + " ".repeat(decimals[i] - decimals(value)) : cell);
      }
      aligned.add(cells);
    }
    return aligned;
  }

  /** Returns the number of characters from the decimal point on. */
  private static int decimals(@Nullable String value) {
    return value == null || value.indexOf('.') < 0 ? 0 : value.length() - value.indexOf('.');
  }

  /** Returns a plain number with thousands separators. */
  static String grouped(String plain) {
    int point = plain.indexOf('.');
    int end = point < 0 ? plain.length() : point;
    int start = plain.startsWith("-") ? 1 : 0;
    StringBuilder out = new StringBuilder(plain);
    for (int i = end - 3; i > start; i -= 3) {
      out.insert(i, ',');
    }
    return out.toString();
  }

  /** The columns that fit, and their widths. */
  private final class Layout {
    private final boolean hasHeader = columns.stream().anyMatch(column -> !column.name().isEmpty());
    private final boolean hasBorders;
    private final boolean hasTypes;
    private final Style style;
    private final String missing;
    private final List<List<String>> cells;
    private final int[] widths = new int[columns.size()];
    private final List<Integer> shown =
        new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());

    Layout(TableStyle tableStyle) {
      // A list of names and texts has no borders, and nothing in it is shortened.
      hasBorders = tableStyle.hasBorders() && hasHeader;
      hasTypes = hasBorders && columns.stream().anyMatch(column -> !column.type().isEmpty());
      style = tableStyle.style();
      missing = hasBorders ? "NULL" : "-";
      cells = aligned(missing);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = TerminalText.width(name(i));
        if (hasTypes) {
          widths[i] = Math.max(widths[i], TerminalText.width(columns.get(i).type()));
        }
        for (List<String> row : cells) {
          widths[i] = Math.max(widths[i], TerminalText.width(row.get(i)));
        }
      }
      if (hasHeader) {
        fit(tableStyle.width());
      }
    }

    private String name(int column) {
      return TerminalText.printable(columns.get(column).name());
    }

    private int least(int column) {
      return isNumber(column)
          ? widths[column]
          : Math.min(widths[column], Math.max(LEAST_WIDTH, TerminalText.width(name(column))));
    }

    private void fit(int width) {
      while (shown.size() > 1 && total(shown.stream().mapToInt(this::least).sum()) > width) {
        shown.remove(shown.size() > 3 ? shown.size() / 2 : shown.size() - 1);
      }
      int excess = total(shown.stream().mapToInt(i -> widths[i]).sum()) - width;
      while (excess > 0) {
        int widest = -1;
        int next = 0;
        for (int i : shown) {
          if (widths[i] > least(i)) {
            if (widest < 0 || widths[i] > widths[widest]) {
              next = widest < 0 ? 0 : widths[widest];
              widest = i;
            } else {
              next = Math.max(next, widths[i]);
            }
          }
        }
        if (widest < 0) {
          return;
        }
        int less = Math.min(excess, widths[widest] - Math.max(least(widest), next - 1));
        widths[widest] -= less;
        excess -= less;
      }
    }

    private int total(int ofCells) {
      int gaps = shown.size() < widths.length ? 1 : 0;
      return hasBorders
          ? 1 + 3 * (shown.size() + gaps) + gaps + ofCells
          : 2 * (shown.size() + gaps) + gaps + ofCells;
    }

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      if (hasBorders) {
        lines.add(border("┌", "┬", "┐"));
      }
      if (hasHeader) {
        lines.add(line(i -> style.heading(padded(name(i), i)), style.heading(ELLIPSIS)));
      }
      if (hasTypes) {
        lines.add(line(i -> style.secondary(padded(columns.get(i).type(), i)), " "));
      }
      if (hasBorders) {
        lines.add(border("├", "┼", "┤"));
      }
      for (int r = 0; r < cells.size(); r++) {
        List<String> row = cells.get(r);
        List<@Nullable String> values = rows.get(r);
        lines.add(
            line(
                i ->
                    values.get(i) == null
                        ? style.secondary(padded(missing, i))
                        : padded(row.get(i), i),
                ELLIPSIS));
      }
      if (hasBorders) {
        lines.add(border("└", "┴", "┘"));
      }
      return lines;
    }

    private String padded(String text, int column) {
      String cell = TerminalText.fit(text, widths[column]);
      String pad = " ".repeat(Math.max(0, widths[column] - TerminalText.width(cell)));
      return isNumber(column) ? pad + cell : cell + pad;
    }

    private String line(IntFunction<String> cell, String ellipsis) {
      List<String> all = withGaps(cell, ellipsis);
      return hasBorders
          ? "│ " + String.join(" │ ", all) + " │"
          : ("  " + String.join("  ", all)).stripTrailing();
    }

    private String border(String left, String middle, String right) {
      return left
          + String.join(middle, withGaps(i -> "─".repeat(widths[i] + 2), "─".repeat(3)))
          + right;
    }

    /**
     * Returns the cells of a line, with one cell in place of adjacent columns that are left out.
     */
    private List<String> withGaps(IntFunction<String> cell, String gap) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        if (shown.contains(i)) {
          all.add(cell.apply(i));
        } else if (i == 0 || shown.contains(i - 1)) {
          all.add(gap);
        }
      }
      return all;
    }
  }
}
