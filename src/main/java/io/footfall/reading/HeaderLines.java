package io.footfall.reading;

import io.footfall.csv.Dialect;
import io.footfall.errors.FootfallException;
import io.footfall.records.ReadSettings;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The header of delimited text, split at one delimiter.
 *
 * @param names the names of the columns; those on several lines are joined by a space
 * @param bytes the unchanged header without its last line break
 * @param dataOffset the offset of the first record
 * @param dialect the dialect, with a space after each delimiter if every delimiter of the header
 *     has one
 */
@SuppressWarnings("ArrayRecordComponent") // Passed to a layout, which shares the array.
record HeaderLines(List<String> names, byte[] bytes, int dataOffset, Dialect dialect) {

  /**
   * Splits the header.
   *
   * @return a header without names if it cannot be split at this delimiter
   * @throws FootfallException if it does not end, for any delimiter
   */
  static HeaderLines of(
      String source,
      byte[] start,
      int first,
      int length,
      boolean whole,
      byte delimiter,
      Dialect dialect,
      ReadSettings settings) {
    Tokenizer tokenizer = Layout.tokenizer(delimiter, dialect, 0, 0, settings.maxRecordBytes());
    Fields fields = new Fields(64);
    List<String> names = new ArrayList<>();
    boolean spaced = true;
    int next = first;
    for (int line = 0; line < settings.form().headerLines() && next < length; line++) {
      int from = next;
      next = tokenizer.next(start, from, length, whole, fields);
      if (next < 0) {
        throw FootfallException.usage(
            "The header of %s does not end within %s bytes (--maxRecordBytes)."
                .formatted(source, settings.maxRecordBytes()));
      }
      if (tokenizer.fault() != null) {
        int end = withoutLineBreak(start, first, next);
        return new HeaderLines(
            List.of(new String(start, first, end - first, StandardCharsets.UTF_8)),
            new byte[0],
            next,
            dialect);
      }
      spaced &= dialect.hasBlanksBehindDelimiters(fields);
      for (int i = 0; i < fields.count; i++) {
        String name = fields.text(i);
        if (i < names.size()) {
          names.set(i, (names.get(i) + " " + name).strip());
        } else {
          names.add(name);
        }
      }
    }
    Dialect found =
        spaced && names.size() > 1 && delimiter != ' '
            ? dialect.withBlankBehindDelimiter(true)
            : dialect;
    return new HeaderLines(
        found.blankBehindDelimiter()
            ? names.stream().map(HeaderLines::withoutBlank).toList()
            : names,
        Arrays.copyOfRange(start, first, withoutLineBreak(start, first, next)),
        next,
        found);
  }

  private static String withoutBlank(String name) {
    return name.startsWith(" ") ? name.substring(1) : name;
  }

  private static int withoutLineBreak(byte[] start, int from, int to) {
    int end = to;
    while (end > from && (start[end - 1] == '\n' || start[end - 1] == '\r')) {
      end--;
    }
    return end;
  }
}
