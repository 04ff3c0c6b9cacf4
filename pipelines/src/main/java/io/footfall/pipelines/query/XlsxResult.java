package io.footfall.pipelines.query;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as an Excel workbook in constant memory. Each sheet has a header and at most
 * 1,000,000 rows. Texts are never formulas. Numbers with more digits than Excel keeps and days
 * outside its calendar are written as text. Times are in UTC.
 *
 * <p>A text longer than the limit of a cell, 32,767 characters, is truncated with an ellipsis, and
 * a last sheet reports the number of such texts. Sequences that Excel would decode, such as {@code
 * _x0041_}, are escaped.
 */
public final class XlsxResult implements RowSink {
  /** Excel's limit is 1,048,576. */
  private static final int ROWS_OF_A_SHEET = 1_000_000;

  private static final int ROWS_IN_MEMORY = 1_000;
  private static final int MOST_CHARACTERS = 32_767;
  private static final String ELLIPSIS = "\u2026";

  /**
   * Matches the underscore of a sequence that Excel would decode, and characters that XML cannot
   * contain.
   */
  private static final Pattern ESCAPED =
      Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)|[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");

  private static final int MOST_DIGITS = 15;
  private static final long MOST_WHOLE = 999_999_999_999_999L;
  private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  private final Workbook workbook;
  private final String name;
  private final int rowsOfASheet;
  private List<QueryColumn> columns = List.of();
  private @Nullable Worksheet sheet;
  private int sheets;
  private int row;
  private long shortened;

  /**
   * Creates a workbook. The caller closes the stream after {@link #end}.
   *
   * @param name name of the first sheet, at most 20 characters; further sheets append a number
   */
  public XlsxResult(OutputStream out, String name) {
    this(out, name, ROWS_OF_A_SHEET);
  }

  XlsxResult(OutputStream out, String name, int rowsOfASheet) {
    workbook = new Workbook(out, "Footfall", null);
    this.name = name;
    this.rowsOfASheet = rowsOfASheet;
  }

  @Override
  public void columns(List<QueryColumn> of) {
    columns = List.copyOf(of);
    sheet = newSheet();
  }

  private Worksheet newSheet() {
    sheets++;
    Worksheet next = workbook.newWorksheet(sheets == 1 ? name : name + " " + sheets);
    for (int i = 0; i < columns.size(); i++) {
      next.value(0, i, text(columns.get(i).name()));
      next.style(0, i).bold().set();
    }
    next.freezePane(0, 1);
    row = 1;
    return next;
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    Worksheet to = sheet;
    if (to == null) {
      throw new IllegalStateException("The columns come first.");
    }
    if (row > rowsOfASheet) {
      to.finish();
      to = newSheet();
      sheet = to;
    }
    for (int i = 0; i < values.size(); i++) {
      write(to, i, values.get(i));
    }
    if (++row % ROWS_IN_MEMORY == 0) {
      to.flush();
    }
    return true;
  }

  private void write(Worksheet to, int column, @Nullable Object value) {
    if (value instanceof Boolean is) {
      to.value(row, column, is);
    } else if (value instanceof Long whole && whole >= -MOST_WHOLE && whole <= MOST_WHOLE) {
      to.value(row, column, whole);
    } else if (value instanceof BigDecimal decimal
        && decimal.stripTrailingZeros().precision() <= MOST_DIGITS) {
      to.value(row, column, ResultText.plain(decimal));
    } else if (value instanceof Double number && Double.isFinite(number)) {
      to.value(row, column, number);
    } else if (value instanceof LocalDate day && isInCalendar(day)) {
      to.value(row, column, day);
      to.style(row, column).format("yyyy-mm-dd").set();
    } else if (value instanceof OffsetDateTime time) {
      write(to, column, time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    } else if (value instanceof LocalDateTime time && isInCalendar(time.toLocalDate())) {
      to.value(row, column, time);
      to.style(row, column).format("yyyy-mm-dd hh:mm:ss").set();
    } else if (value != null) {
      write(to, column, text(ResultText.of(value)));
    }
  }

  /**
   * Writes a text inline, because the table of shared strings stays in memory until the end. Only
   * texts with leading or trailing spaces are shared, because they would lose these inline.
   */
  private void write(Worksheet to, int column, String text) {
    if (text.strip().length() == text.length()) {
      to.inlineString(row, column, text);
    } else {
      to.value(row, column, text);
    }
  }

  private static boolean isInCalendar(LocalDate day) {
    return !day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY);
  }

  private String text(String value) {
    String whole = value;
    if (value.length() > MOST_CHARACTERS) {
      shortened++;
      int end = MOST_CHARACTERS - ELLIPSIS.length();
      whole =
          value.substring(0, Character.isHighSurrogate(value.charAt(end - 1)) ? end - 1 : end)
              + ELLIPSIS;
    }
    return ESCAPED
        .matcher(whole)
        .replaceAll(found -> String.format(Locale.ROOT, "_x%04X_", (int) found.group().charAt(0)));
  }

  private void writeNote() {
    Worksheet note = workbook.newWorksheet("Note");
    note.value(
        0,
        0,
        String.format(
            Locale.ROOT,
            "%,d values are longer than the %,d characters of a cell, and end with an ellipsis. CSV"
                + " has them in full.",
            shortened,
            MOST_CHARACTERS));
  }

  @Override
  public void end() throws IOException {
    if (shortened > 0) {
      writeNote();
    }
    workbook.finish();
  }
}
