package io.footfall.pipelines.console;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for a person: text is aligned left, numbers right at their decimal points. On a narrow
 * terminal, text is shortened in the middle; if that is not enough, the last columns are left out.
 * Every command prints its tables with this class.
 */
public final class TextTable {
  private static final String INDENT = "  ";
  private static final String GAP = "  ";
  private static final int NARROWEST_NAME = 16;

  private final List<String> header;
  private final boolean[] number;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Creates a table without rows.
   *
   * @param header names of the columns
   * @param number which columns hold numbers
   */
  public TextTable(List<String> header, boolean... number) {
    this.header = header;
    this.number = number.clone();
  }

  /** Adds a row; its numbers are plain, with a point before their decimals. */
  public void add(List<String> values) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      row.add(number[i] ? grouped(values.get(i)) : TerminalText.printable(values.get(i)));
    }
    rows.add(row);
  }

  /** Adds a row whose numbers get no thousands separators: they may be ids or years. */
  public void addPlain(List<String> values) {
    rows.add(values.stream().map(TerminalText::printable).toList());
  }

  /** Returns the lines of the table, none wider than {@code columns} if possible. */
  public List<String> lines(int columns) {
    int shown = header.size();
    int[] widths = new int[shown];
    List<List<String>> cells = new ArrayList<>();
    if (header.stream().anyMatch(name -> !name.isEmpty())) {
      cells.add(header);
    }
    cells.addAll(aligned());
    for (List<String> row : cells) {
      for (int i = 0; i < shown; i++) {
        widths[i] = Math.max(widths[i], TerminalText.width(row.get(i)));
      }
    }
    int widest = widestName(widths);
    while (shown > 2 && total(widths, shown) - widths[widest] + NARROWEST_NAME > columns) {
      shown--;
    }
    int excess = total(widths, shown) - columns;
    if (excess > 0) {
      widths[widest] = Math.max(Math.min(widths[widest], NARROWEST_NAME), widths[widest] - excess);
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < shown; i++) {
        String cell = TerminalText.fit(row.get(i), widths[i]);
        String pad = " ".repeat(widths[i] - TerminalText.width(cell));
        line.append(i == 0 ? INDENT : GAP).append(number[i] ? pad + cell : cell + pad);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int widestName(int[] widths) {
    int widest = 0;
    for (int i = 0; i < widths.length; i++) {
      if (!number[i] && (number[widest] || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private static int total(int[] widths, int shown) {
    int total = 0;
    for (int i = 0; i < shown; i++) {
      total += GAP.length() + widths[i];
    }
    return total;
  }

  /** Pads numbers that have fewer decimals than others in their column. */
  private List<List<String>> aligned() {
    int[] decimals = new int[header.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < decimals.length; i++) {
        decimals[i] = Math.max(decimals[i], number[i] ? decimals(row.get(i)) : 0);
      }
    }
    List<List<String>> aligned = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < decimals.length; i++) {
        String cell = row.get(i);
        cells.add(number[i] ? cell + " ".repeat(decimals[i] - decimals(cell)) : cell);
      }
      aligned.add(cells);
    }
    return aligned;
  }

  /** Returns the number of characters from the decimal point on. */
  private static int decimals(String value) {
    int point = value.indexOf('.');
    return point < 0 ? 0 : value.length() - point;
  }

  /** Returns a plain number with commas between its thousands. */
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
}
