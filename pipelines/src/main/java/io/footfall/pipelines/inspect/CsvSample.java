package io.footfall.pipelines.inspect;

import io.footfall.csv.Dialect;
import io.footfall.csv.DialectTokenizer;
import io.footfall.dataset.Datasets;
import io.footfall.reading.Layout;
import io.footfall.source.TextSample;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Detects the dialect of delimited text from its first lines. */
final class CsvSample {
  private static final int ROWS = 1000;
  private static final int ROWS_FOR_DELIMITER = 100;
  private static final int FEWEST_NAMES = 2;
  private static final int LONGEST_RECORD = 1 << 20;
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};

  /** Delimiters that a run accepts only with {@code --delimiter}. */
  private static final byte[] RARE_DELIMITERS = {'^', '~'};

  private static final byte[] SEPARATOR = {'s', 'e', 'p', '='};

  /** The null word or the end-of-data line of the text format of PostgreSQL's COPY. */
  private static final Pattern PG_COPY = Pattern.compile("(?m)(^|\\t)\\\\N(\\t|$)|^\\\\\\.$");

  private final byte[] block;
  private final int length;
  private final boolean whole;
  private final List<String> options = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Fields fields = new Fields(64);
  private Dialect dialect = Dialect.STANDARD;

  CsvSample(TextSample sample) {
    length = sample.text().length;
    block = Arrays.copyOf(sample.text(), length + Fields.SLACK);
    whole = sample.whole();
  }

  /** Returns the records, and the options that split the text into them. */
  Sample records() {
    String text = new String(block, 0, length, StandardCharsets.UTF_8);
    if (text.contains("\r") && !text.contains("\n")) {
      dialect = dialect.withCarriageReturns(true);
    }
    int top = Layout.byteOrderMarkBytes(block, length);
    int from = top;
    while (from < length && block[from] == '#') {
      from = nextLine(from);
    }
    boolean comments = from > top;
    boolean separated =
        Arrays.equals(block, from, Math.min(length, from + 4), SEPARATOR, 0, 4)
            && from + 4 < length;
    byte delimiter = separated ? block[from + 4] : delimiter(from);
    from = separated ? nextLine(from) : from;
    int start = separated ? from : behindPreamble(from, delimiter);
    if (start > from) {
      int lines = lines(top, start);
      options.add("--skipLines=" + lines);
      notes.add(
          String.format(
              Locale.ROOT,
              "The columns begin on line %d, after a preamble. --skipLines=%d skips it.",
              lines + 1,
              lines));
    } else if (comments) {
      options.add("--comment=#");
      dialect = dialect.withComment('#');
    }
    if (delimiter != ',' && !separated) {
      options.add("--delimiter=" + (delimiter == '\t' ? "\\t" : (char) delimiter));
    }
    if (delimiter == '\t' && PG_COPY.matcher(text).find()) {
      options.add("--quote=none");
      options.add("--escape=\\");
      dialect = dialect.withQuote(Dialect.NONE);
    }
    chooseQuote(start, delimiter);
    chooseEscape(text, start, delimiter);
    List<List<String>> rows = rows(start, delimiter, ROWS + 1);
    List<String> names = rows.isEmpty() ? List.of() : rows.get(0);
    boolean header = isHeader(names);
    if (header && names.size() > 1 && hasBlanks(start, delimiter)) {
      dialect = dialect.withBlankBehindDelimiter(true);
      rows = rows(start, delimiter, ROWS + 1);
      names = rows.get(0);
    }
    int width = header ? names.size() : usualWidth(rows);
    if (width != names.size()) {
      otherFirstRecord(names.size(), width, delimiter);
    }
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(new ColumnProfile(header ? names.get(i).strip() : "c" + (i + 1)));
    }
    for (List<String> row : rows.subList(header ? Math.min(1, rows.size()) : 0, rows.size())) {
      for (int i = 0; i < Math.min(row.size(), columns.size()); i++) {
        columns.get(i).add(row.get(i));
      }
    }
    return new Sample(
        columns,
        header,
        false,
        options,
        notes,
        delimiter == '\t' ? "tab" : String.valueOf((char) delimiter),
        Math.max(0, rows.size() - (header ? 1 : 0)));
  }

  /** Returns whether every delimiter of the first record is followed by a blank. */
  private boolean hasBlanks(int start, byte delimiter) {
    return !rows(start, delimiter, 1).isEmpty() && dialect.hasBlanksBehindDelimiters(fields);
  }

  /**
   * Sets the delimiter, because a run would detect it from the first record, which has an unusual
   * number of fields.
   */
  private void otherFirstRecord(int found, int width, byte delimiter) {
    options.removeIf(option -> option.startsWith("--delimiter="));
    options.add("--delimiter=" + (delimiter == '\t' ? "\\t" : (char) delimiter));
    notes.add(
        ("The first record has %s fields, and most have %s. Records with another number of"
                + " fields may be rejected.")
            .formatted(found, width));
  }

  private static int usualWidth(List<List<String>> rows) {
    return usual(rows.stream().map(List::size).toList());
  }

  private static int usual(List<Integer> widths) {
    Map<Integer, Integer> counts = new TreeMap<>();
    widths.forEach(width -> counts.merge(width, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private int nextLine(int from) {
    int p = from;
    while (p < length && block[p] != '\n' && (block[p] != '\r' || !dialect.carriageReturns())) {
      p++;
    }
    return Math.min(length, p + 1);
  }

  private int lines(int from, int to) {
    int lines = 0;
    for (int p = from; p < to; p = nextLine(p)) {
      lines++;
    }
    return lines;
  }

  private byte delimiter(int from) {
    byte usual = delimiter(from, DELIMITERS);
    byte found = usual == 0 ? delimiter(from, RARE_DELIMITERS) : usual;
    return found == 0 ? (byte) ',' : found;
  }

  /**
   * Returns the delimiter that splits the most records into the same number of fields; 0 for none.
   */
  private byte delimiter(int from, byte[] candidates) {
    byte best = 0;
    int most = 0;
    for (byte candidate : candidates) {
      Map<Integer, Integer> widths = new TreeMap<>();
      for (List<String> row : rows(from, candidate, ROWS_FOR_DELIMITER)) {
        widths.merge(row.size(), row.size() - 1, Integer::sum);
      }
      int fit = widths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      if (fit > most) {
        most = fit;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * Returns the offset of the header, or of the first record with the usual number of fields. Rows
   * above it that have fewer values are a preamble, even if trailing delimiters add empty fields.
   */
  private int behindPreamble(int from, byte delimiter) {
    List<List<String>> rows = rows(from, delimiter, ROWS_FOR_DELIMITER);
    int usual = usualWidth(rows);
    int filled = usual(rows.stream().map(CsvSample::filled).toList());
    boolean named = rows.stream().anyMatch(row -> knownNames(row) >= FEWEST_NAMES);
    int full = -1;
    DialectTokenizer tokenizer = new DialectTokenizer(delimiter, dialect, 0, 0, LONGEST_RECORD);
    for (int p = from, row = 0; p < length && row < ROWS_FOR_DELIMITER; row++) {
      int next = tokenizer.next(block, p, length, whole, fields);
      if (next < 0) {
        break;
      }
      if (!tokenizer.isBlank() && tokenizer.fault() == null) {
        List<String> values = values();
        if (named ? knownNames(values) >= FEWEST_NAMES : filled(values) >= filled) {
          return full < 0 || isHeader(values) ? p : full;
        }
        full = full < 0 && values.size() >= usual ? p : full;
        int lacking = Math.min(usual - values.size(), filled - filled(values));
        if (!named && values.size() > 1 && filled(values) > 1 && lacking == 1) {
          // A header may lack the name of one column, and a row may end with an empty field.
          return full < 0 ? from : full;
        }
      }
      p = next;
    }
    return full < 0 ? from : full;
  }

  /** Returns the number of fields up to the last one that is not blank. */
  private static int filled(List<String> row) {
    int n = row.size();
    while (n > 0 && row.get(n - 1).isBlank()) {
      n--;
    }
    return n;
  }

  private static long knownNames(List<String> row) {
    return row.stream().filter(CsvSample::isKnown).count();
  }

  private static boolean isKnown(String name) {
    return Datasets.all().stream()
        .flatMap(dataset -> dataset.schema().columns().stream())
        .anyMatch(column -> column.answersTo(name));
  }

  private void chooseQuote(int start, byte delimiter) {
    List<List<String>> first = rows(start, delimiter, 1);
    List<String> names = first.isEmpty() ? List.of() : first.get(0);
    boolean delimiterAtEnd = names.size() > 2 && names.get(names.size() - 1).isEmpty();
    if (names.size() > 1
        && names.subList(0, names.size() - (delimiterAtEnd ? 1 : 0)).stream()
            .allMatch(n -> isSingleQuoted(n.strip()))) {
      options.add("--quote='");
      dialect = dialect.withQuote('\'');
    }
  }

  private static boolean isSingleQuoted(String name) {
    return name.length() > 1 && name.startsWith("'") && name.endsWith("'");
  }

  private void chooseEscape(String text, int start, byte delimiter) {
    if (!text.contains("\\\"")) {
      return;
    }
    int before = faults(start, delimiter);
    Dialect plain = dialect;
    dialect = dialect.withEscape('\\');
    if (faults(start, delimiter) < before) {
      options.add("--escape=\\");
      notes.add("There are quotes behind backslashes. --escape=\\ reads them as escaped.");
    } else {
      dialect = plain;
    }
  }

  private int faults(int start, byte delimiter) {
    DialectTokenizer tokenizer = new DialectTokenizer(delimiter, dialect, 0, 0, LONGEST_RECORD);
    int faults = 0;
    int p = start;
    for (int row = 0; p >= 0 && p < length && row < ROWS; row++) {
      p = tokenizer.next(block, p, length, whole, fields);
      faults += p >= 0 && tokenizer.fault() != null ? 1 : 0;
    }
    return faults;
  }

  private List<List<String>> rows(int start, byte delimiter, int most) {
    DialectTokenizer tokenizer = new DialectTokenizer(delimiter, dialect, 0, 0, LONGEST_RECORD);
    List<List<String>> rows = new ArrayList<>();
    for (int p = start; p < length && rows.size() < most; ) {
      p = tokenizer.next(block, p, length, whole, fields);
      if (p < 0) {
        break;
      }
      if (tokenizer.isBlank() || tokenizer.fault() != null) {
        continue;
      }
      rows.add(values());
    }
    return rows;
  }

  private List<String> values() {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      row.add(fields.text(i));
    }
    return row;
  }

  /**
   * Returns whether a line is a header: a field is a known column name, or no field looks like a
   * value.
   */
  private static boolean isHeader(List<String> names) {
    return names.stream().anyMatch(CsvSample::isKnown)
        || names.stream()
            .noneMatch(
                name -> {
                  ColumnProfile value = new ColumnProfile(name);
                  value.add(name);
                  return value.isNumeric()
                      || value.isTime()
                      || value.type().equals(ColumnProfile.URL_TYPE);
                });
  }
}
