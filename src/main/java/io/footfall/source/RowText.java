package io.footfall.source;

import io.footfall.csv.CsvField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a binary table format as CSV: the header first, then a line per row. One row is in
 * memory at a time.
 */
abstract class RowText extends InputStream {
  private byte[] line = {};
  private int position;

  /**
   * Returns the fields of the next row; the names of the columns the first time; null after the
   * last row.
   */
  abstract @Nullable List<String> nextRow() throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] b, int from, int length) throws IOException {
    int n = 0;
    while (n < length) {
      if (position == line.length) {
        List<String> row = nextRow();
        if (row == null) {
          break;
        }
        line = text(row).getBytes(StandardCharsets.UTF_8);
        position = 0;
      }
      int copied = Math.min(length - n, line.length - position);
      System.arraycopy(line, position, b, from + n, copied);
      position += copied;
      n += copied;
    }
    return n == 0 && length > 0 ? -1 : n;
  }

  private static String text(List<String> row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(i == 0 ? "" : ",").append(CsvField.of(row.get(i)));
    }
    return text.append('\n').toString();
  }
}
