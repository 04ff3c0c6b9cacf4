package io.footfall.source;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;

/**
 * One sheet of an xlsx workbook as CSV. A cell with a date format becomes {@code YYYY-MM-DD
 * HH:MM:SS}; a number has the 15 digits that a spreadsheet shows. The workbook's table of shared
 * strings is in memory, its rows are not.
 */
final class SpreadsheetText extends RowText {
  /** Significant digits of a spreadsheet; the 16th and 17th are artifacts of binary fractions. */
  private static final MathContext DIGITS = new MathContext(15);

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter TIMESTAMP_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");
  private static final int HEXADECIMAL = 16;

  /** A part up to this size is read, however well it is compressed. */
  private static final long MANY_BYTES = 1 << 26;

  /** Sheets of real data expand 5 to 30 times. */
  private static final long MOST_EXPANSION = 200;

  private static final Duration HALF_A_MILLI = Duration.ofNanos(500_000);

  private final String name;
  private final File file;
  private final boolean temporary;
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private int columns;
  private int nextRow = 1;
  private boolean verified;
  private @Nullable Row pending;

  /**
   * Opens a sheet.
   *
   * @param name the workbook's name, for messages
   * @param file the workbook
   * @param temporary whether the file is deleted when this is closed
   * @param sheet the sheet's name; null for the only sheet that has cells
   * @throws FootfallException if there is no such sheet, or several and none is named
   */
  SpreadsheetText(String name, File file, boolean temporary, @Nullable String sheet)
      throws IOException {
    this.name = name;
    this.file = file;
    this.temporary = temporary;
    check();
    try {
      workbook = opened(file);
      stream = choose(name, workbook, sheet).openStream();
      rows = stream.iterator();
    } catch (ExcelReaderException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  /**
   * Checks that this is a workbook. A cell is read as a whole, so a part that expands enormously
   * would exhaust memory.
   */
  private void check() throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      for (ZipEntry part : Collections.list(zip.entries())) {
        if (part.getSize() > MANY_BYTES
            && part.getSize() / MOST_EXPANSION > part.getCompressedSize()) {
          throw new FootfallException(
              Kind.IO,
              String.format(
                  Locale.ROOT,
                  "%s is refused: its part %s expands from %,d to %,d bytes, more than %d times."
                      + " Save the sheet as CSV.",
                  name,
                  part.getName(),
                  part.getCompressedSize(),
                  part.getSize(),
                  MOST_EXPANSION));
        }
      }
      if (zip.getEntry(Archive.WORKBOOK) == null) {
        Archive.refuseDocument(name, part -> zip.getEntry(part) != null);
        throw FootfallException.usage(
            name + " is a zip archive, but its name is not that of one. Rename it to end in .zip.");
      }
    } catch (ZipException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  /**
   * Verifies the checksums of the parts, which the library does not. Takes 0.9 s of CPU time for
   * 370 MB, so it runs only after the last row and not when only the header is read.
   */
  private void verify() throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      for (ZipEntry part : Collections.list(zip.entries())) {
        try (InputStream content =
            new CheckedZipEntry(zip.getInputStream(part), part.getSize(), part.getCrc())) {
          content.transferTo(OutputStream.nullOutputStream());
        }
      }
    } catch (ZipException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  private static ReadableWorkbook opened(File file) throws IOException {
    try {
      return new ReadableWorkbook(file, new ReadingOptions(true, false));
    } catch (ExcelReaderException e) {
      if (!String.valueOf(e.getMessage()).endsWith(" not found")) {
        throw e;
      }
      // Without a part for styles, no cell has a format, so a date is a number.
      return new ReadableWorkbook(file, new ReadingOptions(false, false));
    }
  }

  private static Sheet choose(String name, ReadableWorkbook workbook, @Nullable String wanted)
      throws IOException {
    List<Sheet> sheets =
        workbook.getSheets().filter(s -> s.getVisibility() == SheetVisibility.VISIBLE).toList();
    if (wanted != null) {
      return workbook
          .findSheet(wanted)
          .orElseThrow(() -> refused(name, "has no sheet '" + wanted + "'", sheets));
    }
    List<Sheet> filled = new ArrayList<>();
    for (Sheet sheet : sheets) {
      try (Stream<Row> rows = sheet.openStream()) {
        if (rows.anyMatch(row -> row.getFirstNonEmptyCell().isPresent())) {
          filled.add(sheet);
        }
      }
    }
    if (filled.size() > 1) {
      throw refused(name, "has several sheets", filled);
    }
    return filled.isEmpty() ? workbook.getFirstSheet() : filled.get(0);
  }

  private static FootfallException refused(String name, String what, List<Sheet> sheets) {
    return FootfallException.usage(
        name
            + " "
            + what
            + ". Choose one with --sheet: "
            + sheets.stream().map(Sheet::getName).collect(Collectors.joining(", "))
            + ".");
  }

  @Override
  @Nullable List<String> nextRow() throws IOException {
    try {
      if (pending == null) {
        if (!rows.hasNext()) {
          if (!verified) {
            verify();
            verified = true;
          }
          return null;
        }
        pending = rows.next();
      }
      Row row = pending;
      // The file omits rows without cells. Returning them as empty keeps line numbers equal to row
      // numbers.
      if (nextRow++ < row.getRowNum()) {
        return List.of("");
      }
      pending = null;
      return texts(row);
    } catch (ExcelReaderException | UncheckedIOException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  private List<String> texts(Row row) {
    columns = Math.max(columns, row.getCellCount());
    String[] texts = new String[columns];
    Arrays.fill(texts, "");
    for (Cell cell : row) {
      if (cell != null && cell.getColumnIndex() < columns) {
        texts[cell.getColumnIndex()] = text(cell);
      }
    }
    return Arrays.asList(texts);
  }

  private String text(Cell cell) {
    if (cell.getType() == CellType.NUMBER
        || (cell.getType() == CellType.FORMULA && isNumber(cell.getRawValue()))) {
      String format = cell.getDataFormatString();
      if (isDate(format)) {
        // A time is a binary fraction of a day, so it is exact only after rounding to milliseconds.
        LocalDateTime date = cell.asDate().plus(HALF_A_MILLI).truncatedTo(ChronoUnit.MILLIS);
        return date.format(
            date.equals(date.truncatedTo(ChronoUnit.SECONDS)) ? TIMESTAMP : TIMESTAMP_MILLIS);
      }
      BigDecimal number = new BigDecimal(cell.getRawValue());
      return number.signum() == 0 ? "0" : number.round(DIGITS).stripTrailingZeros().toPlainString();
    }
    String raw = cell.getType() == CellType.STRING ? cell.getText() : cell.getRawValue();
    return raw == null ? "" : unescaped(raw);
  }

  /** Decodes the escapes of characters that XML cannot contain, such as {@code _x0008_}. */
  private static String unescaped(String raw) {
    return raw.contains("_x")
        ? ESCAPED
            .matcher(raw)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), HEXADECIMAL))))
        : raw;
  }

  private static boolean isNumber(@Nullable String raw) {
    return raw != null && raw.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  }

  /**
   * Returns whether a number format shows a date: it has a year or a day outside quotes and
   * brackets.
   */
  private static boolean isDate(@Nullable String format) {
    return format != null
        && format
            .toLowerCase(Locale.ROOT)
            .replaceAll("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "")
            .matches("[^;]*[yd].*");
  }

  @Override
  public void close() throws IOException {
    try (workbook) {
      stream.close();
    } finally {
      if (temporary && !file.delete()) {
        file.deleteOnExit();
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
