package io.footfall.reading;

import io.footfall.bytes.ByteSlices;
import io.footfall.csv.CsvTokenizer;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.json.JsonLinesTokenizer;
import io.footfall.json.JsonTokenizer;
import io.footfall.records.ColumnSpec;
import io.footfall.records.Excerpt;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one input is laid out: which field of a record is which column of the dataset, and what is to
 * be skipped before the first record. Found from the first bytes of the input and the {@link
 * ReadSettings}; what is ambiguous is refused.
 *
 * @param json whether the records are JSON objects
 * @param delimiter the byte between two fields of CSV
 * @param fields how many fields a CSV record has
 * @param positions for each column of the schema, the index of its field, or -1
 * @param header the header's bytes without byte order mark and line break; empty if there is none
 * @param dataOffset where the first record starts
 */
@SuppressWarnings("ArrayRecordComponent") // The arrays are read in hot loops, and never changed.
public record Layout(
    boolean json, byte delimiter, int fields, int[] positions, byte[] header, int dataOffset) {

  private static final String COLUMN_LIST = "The list of columns (--columns)";
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int LONGEST_SHOWN = 200;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * Finds the layout.
   *
   * @param source the input's name, for messages
   * @param start the first bytes of the input, {@link Fields#SLACK} longer than {@code length}; as
   *     many as the longest record may have
   * @param length how many of them there are
   * @param whole whether the input ends there
   * @throws FootfallException if columns are missing or ambiguous; the message names the option
   *     that settles it
   */
  public static Layout find(
      String source,
      byte[] start,
      int length,
      boolean whole,
      RecordSchema dataset,
      ReadSettings settings) {
    RecordSchema schema = dataset.with(settings);
    int from = byteOrderMarkBytes(start, length);
    checkMapping(schema, settings.mapping());
    if (length >= 2
        && ((start[0] == (byte) 0xFF && start[1] == (byte) 0xFE)
            || (start[0] == (byte) 0xFE && start[1] == (byte) 0xFF))) {
      throw new FootfallException(
          Kind.USAGE,
          source
              + " is UTF-16 text (it starts with a UTF-16 byte order mark); expected UTF-8. Convert it, for example with iconv -f UTF-16 -t UTF-8.");
    }
    if (isJson(source, start, from, length, settings)) {
      int[] positions = identity(schema);
      chooseJson(source, start, from, length, schema, settings, positions);
      return new Layout(true, (byte) 0, positions.length, positions, new byte[0], from);
    }
    if (!settings.header()) {
      return withoutHeader(source, start, from, length, whole, schema, settings);
    }
    int first = from;
    while (first < length && (start[first] == '\n' || start[first] == '\r')) {
      first++;
    }
    if (first == length && !whole) {
      throw new FootfallException(
          Kind.USAGE,
          source
              + " has no header: it begins with "
              + length
              + " bytes of blank lines, more than --maxRecordBytes. Remove them.");
    }
    if (first == length) {
      return new Layout(
          false, (byte) ',', schema.columns().size(), identity(schema), new byte[0], length);
    }
    List<Layout> found = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (byte delimiter : candidates(settings)) {
      CsvTokenizer tokenizer = new CsvTokenizer(delimiter, 0, settings.maxRecordBytes());
      Fields fields = new Fields(64);
      int next = tokenizer.next(start, first, length, whole, fields);
      if (next < 0 || tokenizer.fault() != null) {
        complaints.add(
            "its first line is no header: it is "
                + (next < 0
                    ? "longer than --maxRecordBytes"
                    : "not valid CSV (" + tokenizer.fault() + ")")
                + ".");
        continue;
      }
      List<String> names = new ArrayList<>();
      for (int i = 0; i < fields.count; i++) {
        names.add(
            new String(
                fields.bytes,
                fields.from[i],
                fields.to[i] - fields.from[i],
                StandardCharsets.UTF_8));
      }
      int end = next;
      while (end > first && (start[end - 1] == '\n' || start[end - 1] == '\r')) {
        end--;
      }
      try {
        int[] positions = resolve(source, names, schema, settings.mapping());
        found.add(
            new Layout(
                false,
                delimiter,
                names.size(),
                positions,
                Arrays.copyOfRange(start, first, end),
                next));
      } catch (FootfallException e) {
        complaints.add(e.getMessage());
      }
    }
    if (found.size() > 1) {
      throw new FootfallException(
          Kind.USAGE,
          "The header of "
              + source
              + " can be read with more than one delimiter ("
              + found.stream().map(l -> name(l.delimiter)).collect(Collectors.joining(" and "))
              + "). Say which with --delimiter.");
    }
    if (found.isEmpty()) {
      // The complaint of the delimiter that found the most columns is the one that helps: it is the
      // shortest.
      throw new FootfallException(
          Kind.USAGE,
          complaints.stream().min((a, b) -> Integer.compare(a.length(), b.length())).orElseThrow());
    }
    return found.get(0);
  }

  /**
   * Returns a new tokenizer for records of this layout.
   *
   * @param spanning whether a whole block may be one JSON object over several lines
   */
  public Tokenizer tokenizer(RecordSchema schema, ReadSettings settings, boolean spanning) {
    return json
        ? new JsonLinesTokenizer(
            jsonMembers(schema, settings), positions.length, settings.maxRecordBytes(), spanning)
        : new CsvTokenizer(delimiter, fields, settings.maxRecordBytes());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Layout that
            && json == that.json
            && delimiter == that.delimiter
            && fields == that.fields
            && Arrays.equals(positions, that.positions)
            && Arrays.equals(header, that.header)
            && dataOffset == that.dataOffset);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(header);
  }

  /** The member names of JSON objects that are columns of the schema, for a JSON tokenizer. */
  private static Map<String, Integer> jsonMembers(RecordSchema dataset, ReadSettings settings) {
    RecordSchema schema = dataset.with(settings);
    Map<String, Integer> members = new HashMap<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      ColumnSpec column = schema.columns().get(i);
      String mapped = settings.mapping().get(column.name());
      if (mapped != null) {
        members.put(mapped, i);
      } else {
        members.put(column.name(), i);
        for (String synonym : column.synonyms()) {
          members.putIfAbsent(synonym, i);
        }
      }
    }
    return members;
  }

  /**
   * Whether the record in {@code [from, to)} is the header again, as in files that were
   * concatenated.
   */
  public boolean isHeader(byte[] b, int from, int to) {
    while (to > from && (b[to - 1] == '\n' || b[to - 1] == '\r')) {
      to--;
    }
    if (to - from >= 3
        && b[from] == BYTE_ORDER_MARK[0]
        && b[from + 1] == BYTE_ORDER_MARK[1]
        && b[from + 2] == BYTE_ORDER_MARK[2]) {
      from += 3;
    }
    return header.length > 0 && Arrays.equals(b, from, to, header, 0, header.length);
  }

  /** How many bytes at the start of an input are a byte order mark: 3, or none. */
  public static int byteOrderMarkBytes(byte[] start, int length) {
    int mark = BYTE_ORDER_MARK.length;
    return length >= mark && Arrays.equals(start, 0, mark, BYTE_ORDER_MARK, 0, mark) ? mark : 0;
  }

  private static boolean isJson(
      String source, byte[] start, int from, int length, ReadSettings settings) {
    return switch (settings.encoding()) {
      case JSON -> true;
      case CSV -> false;
      case AUTO -> {
        if (!settings.header() || settings.delimiter() != null) {
          yield false;
        }
        String plain =
            source.toLowerCase(Locale.ROOT).replaceAll("\\.(gz|gzip|bz2|zst|zstd|deflate|zz)$", "");
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json")) {
          yield true;
        }
        int p = from;
        while (p < length
            && (start[p] == ' ' || start[p] == '\t' || start[p] == '\r' || start[p] == '\n')) {
          p++;
        }
        yield p < length && start[p] == '{';
      }
    };
  }

  private static Layout withoutHeader(
      String source,
      byte[] start,
      int from,
      int length,
      boolean whole,
      RecordSchema schema,
      ReadSettings settings) {
    List<String> names = settings.positions();
    int[] positions = resolve(COLUMN_LIST, names, schema, Map.of());
    if (settings.delimiter() != null || from == length) {
      byte delimiter = (byte) delimiterOr(settings, ',');
      return new Layout(false, delimiter, names.size(), positions, new byte[0], from);
    }
    List<Byte> fitting = new ArrayList<>();
    for (byte delimiter : DELIMITERS) {
      CsvTokenizer tokenizer = new CsvTokenizer(delimiter, names.size(), settings.maxRecordBytes());
      int p = from;
      while (p < length
          && tokenizer.next(start, p, length, whole, new Fields(64)) > p
          && tokenizer.isBlank()) {
        p++;
      }
      if (p < length && tokenizer.fault() == null && !tokenizer.isBlank()) {
        fitting.add(delimiter);
      }
    }
    if (fitting.size() != 1) {
      throw new FootfallException(
          Kind.USAGE,
          "The first line of "
              + source
              + (fitting.isEmpty() ? " has not " : " has more than one way to have ")
              + names.size()
              + " fields (as --columns has), tried with comma, semicolon, tab and pipe. Say which delimiter with --delimiter.");
    }
    return new Layout(false, fitting.get(0), names.size(), positions, new byte[0], from);
  }

  private static void checkMapping(RecordSchema schema, Map<String, String> mapping) {
    for (String column : mapping.keySet()) {
      if (schema.indexOf(column) < 0) {
        throw new FootfallException(
            Kind.USAGE,
            "--columns: "
                + schema.dataset()
                + " have no column "
                + column
                + "; there are "
                + columnNames(schema)
                + ".");
      }
    }
  }

  /** For each column of the schema, the index of the name that means it. */
  private static int[] resolve(
      String source, List<String> names, RecordSchema schema, Map<String, String> mapping) {
    int[] positions = new int[schema.columns().size()];
    Arrays.fill(positions, -1);
    for (int c = 0; c < positions.length; c++) {
      ColumnSpec column = schema.columns().get(c);
      String mapped = mapping.get(column.name());
      Map<Integer, String> hits = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        if (mapped != null
            ? names.get(i).strip().equals(mapped.strip())
            : column.answersTo(names.get(i)) && !mapping.containsValue(names.get(i).strip())) {
          hits.put(i, names.get(i));
        }
      }
      if (hits.size() > 1) {
        throw new FootfallException(
            Kind.USAGE,
            source
                + " has more than one column for "
                + column.name()
                + ": "
                + String.join(", ", hits.values())
                + (source.equals(COLUMN_LIST) || new HashSet<>(hits.values()).size() < hits.size()
                    ? ". Give those that are not meant another name."
                    : ". Say which with --columns=" + column.name() + "=NAME."));
      }
      if (!hits.isEmpty()) {
        positions[c] = hits.keySet().iterator().next();
      }
    }
    choose(source, schema, mapping, positions);
    List<String> missing = new ArrayList<>();
    for (int c = 0; c < positions.length; c++) {
      if (positions[c] < 0 && schema.columns().get(c).required()) {
        missing.add(schema.columns().get(c).name());
      }
    }
    if (!schema.either().isEmpty()
        && !allFound(schema.either(), schema, positions)
        && !allFound(schema.or(), schema, positions)) {
      missing.add(
          String.join(" and ", schema.either())
              + " (or "
              + String.join(" and ", schema.or())
              + ")");
    }
    if (!missing.isEmpty() && source.equals(COLUMN_LIST)) {
      throw new FootfallException(
          Kind.USAGE,
          source
              + " has no column "
              + String.join(", ", missing)
              + ". It is: "
              + shortened(String.join(",", names))
              + ". Name every column of the input in its order, those that are needed as here.");
    }
    if (!missing.isEmpty()) {
      throw new FootfallException(Kind.USAGE, missing(source, String.join(", ", missing), names));
    }
    return positions;
  }

  private static String missing(String source, String missing, List<String> names) {
    String first = String.join(" | ", names);
    return source
        + " has no column "
        + missing
        + ". Its first line is: "
        + shortened(first)
        + (first.indexOf(0) >= 0
            ? ". It has NUL bytes in it, as UTF-16 has; expected UTF-8. Convert it, for example with iconv -f UTF-16 -t UTF-8."
            : ". If a column has another name, say --columns="
                + firstName(missing)
                + "=NAME; if the file has no header, say --header=false --columns=LIST.");
  }

  /**
   * Of two ways to say the same thing the one that is not whole is left out. If both are there, an
   * explicit mapping decides, and nothing else does.
   */
  private static void choose(
      String source, RecordSchema schema, Map<String, String> mapping, int[] positions) {
    if (schema.either().isEmpty()) {
      return;
    }
    boolean either = allFound(schema.either(), schema, positions);
    boolean or = allFound(schema.or(), schema, positions);
    if (either && or) {
      either = schema.either().stream().anyMatch(mapping::containsKey);
      or = schema.or().stream().anyMatch(mapping::containsKey);
      if (either == or) {
        throw both(source, schema);
      }
    }
    if (either != or) {
      leaveOut(either ? schema.or() : schema.either(), schema, positions);
    }
  }

  /** The same for JSON, where only a record can tell what is there; the first one must. */
  private static void chooseJson(
      String source,
      byte[] start,
      int from,
      int length,
      RecordSchema schema,
      ReadSettings settings,
      int[] positions) {
    boolean either = schema.either().stream().anyMatch(settings.mapping()::containsKey);
    boolean or = schema.or().stream().anyMatch(settings.mapping()::containsKey);
    if (either != or) {
      leaveOut(either ? schema.or() : schema.either(), schema, positions);
      return;
    }
    JsonTokenizer tokenizer = new JsonTokenizer(jsonMembers(schema, settings), positions.length);
    Fields fields = new Fields(positions.length);
    int lineFeed = ByteSlices.indexOf(start, from, length, (byte) '\n');
    if (!schema.either().isEmpty() && tokenizer.tokenize(start, from, lineFeed, fields)) {
      int[] found = fields.from;
      if (allFound(schema.either(), schema, found) && allFound(schema.or(), schema, found)) {
        throw both(source, schema);
      }
    }
  }

  private static void leaveOut(List<String> names, RecordSchema schema, int[] positions) {
    for (String name : names) {
      positions[schema.indexOf(name)] = -1;
    }
  }

  private static FootfallException both(String source, RecordSchema schema) {
    return new FootfallException(
        Kind.USAGE,
        source
            + " has both "
            + String.join(" and ", schema.either())
            + ", and "
            + String.join(" and ", schema.or())
            + ". Say which to use with --columns="
            + schema.or().get(0)
            + "=NAME or --columns="
            + schema.either().get(0)
            + "=NAME.");
  }

  private static boolean allFound(List<String> names, RecordSchema schema, int[] positions) {
    return names.stream().allMatch(n -> positions[schema.indexOf(n)] >= 0);
  }

  private static byte[] candidates(ReadSettings settings) {
    return settings.delimiter() != null
        ? new byte[] {(byte) delimiterOr(settings, ',')}
        : DELIMITERS;
  }

  private static int[] identity(RecordSchema schema) {
    int[] positions = new int[schema.columns().size()];
    Arrays.setAll(positions, i -> i);
    return positions;
  }

  private static String columnNames(RecordSchema schema) {
    return schema.columns().stream().map(ColumnSpec::name).collect(Collectors.joining(", "));
  }

  private static String firstName(String missing) {
    return missing.split("[ ,]", 2)[0];
  }

  private static String shortened(String text) {
    String shown = text.replaceAll("\\p{Cntrl}", "?");
    return Excerpt.of(shown, LONGEST_SHOWN);
  }

  private static String name(byte delimiter) {
    return switch (delimiter) {
      case ',' -> "comma";
      case ';' -> "semicolon";
      case '\t' -> "tab";
      default -> "pipe";
    };
  }

  private static char delimiterOr(ReadSettings settings, char otherwise) {
    Character given = settings.delimiter();
    return given == null ? otherwise : given;
  }
}
