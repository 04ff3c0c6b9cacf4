package io.footfall.reading;

import io.footfall.accesslog.LogSettings;
import io.footfall.accesslog.LogTokenizer;
import io.footfall.bytes.ByteSlices;
import io.footfall.csv.CsvTokenizer;
import io.footfall.csv.Dialect;
import io.footfall.csv.DialectTokenizer;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.json.JsonLinesTokenizer;
import io.footfall.json.JsonObjectsTokenizer;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The layout of one input: maps fields to columns of the dataset, and knows where the first record
 * starts. Derived from the first bytes of the input and the {@link ReadSettings}; anything
 * ambiguous is refused.
 *
 * @param json whether the records are JSON objects
 * @param delimiter the byte between two fields of CSV
 * @param fields the number of fields of a CSV record
 * @param positions for each column of the schema, the index of its field, or -1
 * @param header the header's bytes without byte order mark and line break; empty without a header
 * @param dataOffset where the first record starts
 * @param dialect of CSV
 * @param sequential whether a record's start can be found from the start of the source only: JSON
 *     that is not one object per line, CSV in a dialect of its own
 */
@SuppressWarnings("ArrayRecordComponent") // The arrays are read in hot loops, and never changed.
public record Layout(
    boolean json,
    byte delimiter,
    int fields,
    int[] positions,
    byte[] header,
    int dataOffset,
    Dialect dialect,
    boolean sequential) {

  private static final String COLUMN_LIST = "The list of columns (--columns)";
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int LONGEST_SHOWN = 200;
  private static final int RECORDS_LOOKED_AT = 1000;
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
    LogSettings log = settings.form().log();
    if (log != null) {
      return ofLog(source, start, from, length, log, schema, settings);
    }
    if (isJson(source, start, from, length, settings)) {
      JsonForm form = JsonForm.of(source, start, from, length, whole, settings);
      int[] positions = identity(schema);
      Layout layout =
          new Layout(
              true,
              (byte) 0,
              positions.length,
              positions,
              new byte[0],
              form.dataOffset(),
              Dialect.STANDARD,
              form.sequential());
      layout.chooseJson(source, start, length, whole, schema, settings);
      return layout;
    }
    if (!settings.header()) {
      return withoutHeader(source, start, from, length, whole, schema, settings);
    }
    TextHead head = TextHead.of(start, from, length, whole, settings);
    int first = head.headerOffset();
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
          false,
          (byte) ',',
          schema.columns().size(),
          identity(schema),
          new byte[0],
          length,
          Dialect.STANDARD,
          false);
    }
    List<Layout> found = new ArrayList<>();
    int mostNames = 0;
    FootfallException complaint = null;
    for (byte delimiter : candidates(settings, head)) {
      HeaderLines header =
          HeaderLines.of(source, start, first, length, whole, delimiter, head.dialect(), settings);
      try {
        int[] positions =
            resolve(
                source,
                new String(header.bytes(), StandardCharsets.UTF_8),
                header.names(),
                schema,
                settings.mapping());
        found.add(
            new Layout(
                false,
                delimiter,
                header.names().size(),
                positions,
                header.bytes(),
                header.dataOffset(),
                header.dialect(),
                !header.dialect().isStandard()));
      } catch (FootfallException e) {
        if (complaint == null || header.names().size() > mostNames) {
          mostNames = header.names().size();
          complaint = e;
        }
      }
    }
    if (found.size() > 1) {
      throw new FootfallException(
          Kind.USAGE,
          "The header of "
              + source
              + " can be read with more than one delimiter ("
              + found.stream().map(l -> name(l.delimiter)).collect(Collectors.joining(" and "))
              + "). Choose one with --delimiter.");
    }
    if (found.isEmpty()) {
      // The delimiter that makes the most columns is the most likely one: its complaint helps.
      throw Objects.requireNonNull(complaint);
    }
    return found.get(0);
  }

  private static Layout ofLog(
      String source,
      byte[] start,
      int from,
      int length,
      LogSettings log,
      RecordSchema schema,
      ReadSettings settings) {
    byte[] header = new byte[0];
    if (LogTokenizer.hasHeader(log) && from < length) {
      int line = from;
      while (line < length && start[line] == '#' && !LogTokenizer.isHeader(start, line, length)) {
        line = ByteSlices.indexOf(start, line, length, (byte) '\n') + 1;
      }
      if (line >= length || !LogTokenizer.isHeader(start, line, length)) {
        throw new FootfallException(
            Kind.USAGE,
            source
                + " has no line that begins with #Fields: before its first record. Choose another"
                + " --format, or describe its lines with --logFormat.");
      }
      header =
          Arrays.copyOfRange(start, line, ByteSlices.indexOf(start, line, length, (byte) '\n'));
    }
    return new Layout(
        false,
        (byte) ' ',
        LogTokenizer.COLUMNS.size(),
        resolve(source, "", LogTokenizer.COLUMNS, schema, settings.mapping()),
        header,
        from,
        Dialect.STANDARD,
        header.length > 0);
  }

  /**
   * Returns a new tokenizer for records of this layout.
   *
   * @param spanning whether a whole block may be one JSON object over several lines
   */
  public Tokenizer tokenizer(RecordSchema schema, ReadSettings settings, boolean spanning) {
    int longest = settings.maxRecordBytes();
    LogSettings log = settings.form().log();
    if (log != null) {
      return new LogTokenizer(log, header, longest);
    }
    if (json) {
      Map<String, Integer> members = jsonMembers(schema, settings);
      return sequential
          ? new JsonObjectsTokenizer(
              members, positions.length, longest, settings.form().jsonPath() != null)
          : new JsonLinesTokenizer(members, positions.length, longest, spanning);
    }
    return tokenizer(delimiter, dialect, fields, neededFields(), longest);
  }

  /** Returns this layout of CSV for text in which quotes have no meaning. */
  public Layout withoutQuotes() {
    return new Layout(
        json,
        delimiter,
        fields,
        positions,
        header,
        dataOffset,
        dialect.withQuote(Dialect.NONE),
        sequential);
  }

  /** Returns this layout of JSON for objects that are not one per line. */
  public Layout inSequence() {
    return new Layout(json, delimiter, fields, positions, header, dataOffset, dialect, true);
  }

  /** Returns how many fields a CSV record must have to have every required column. */
  private int neededFields() {
    return Arrays.stream(positions).max().orElse(fields - 1) + 1;
  }

  static Tokenizer tokenizer(
      byte delimiter, Dialect dialect, int columns, int needed, int maxRecordBytes) {
    return dialect.isStandard()
        ? new CsvTokenizer(delimiter, columns, needed, maxRecordBytes)
        : new DialectTokenizer(delimiter, dialect, columns, needed, maxRecordBytes);
  }

  /**
   * Returns the layout of the records after a repeated header, whose names can be in another case
   * or order; empty if the record is not a header.
   *
   * @param names the record's fields
   */
  public Optional<Layout> afterHeader(
      List<String> names, RecordSchema schema, ReadSettings settings) {
    if (json || header.length == 0 || settings.form().log() != null) {
      return Optional.empty();
    }
    try {
      int[] found = resolve("the header", "", names, schema, settings.mapping());
      return Optional.of(
          Arrays.equals(found, positions)
              ? this
              : new Layout(
                  json, delimiter, fields, found, header, dataOffset, dialect, sequential));
    } catch (FootfallException e) {
      return Optional.empty();
    }
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
            && dataOffset == that.dataOffset
            && dialect.equals(that.dialect)
            && sequential == that.sequential);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(header);
  }

  /**
   * Returns the member names of JSON objects that are columns of the schema, for a JSON tokenizer.
   */
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

  /** Returns whether the header of the input lacks a column, by its index in the schema. */
  public boolean lacks(int column) {
    return !json && dataOffset > 0 && positions[column] < 0;
  }

  /**
   * Returns a warning if a column is missing that part of the report needs, and another column of
   * the input may be meant.
   *
   * @param source the input's name
   */
  public Optional<String> warning(String source, RecordSchema schema) {
    long located = Arrays.stream(positions).filter(p -> p >= 0).count();
    if (json || header.length == 0 || located >= fields) {
      return Optional.empty();
    }
    return schema.columns().stream()
        .filter(column -> column.missed() && lacks(schema.indexOf(column.name())))
        .findFirst()
        .map(
            column ->
                source
                    + " has no column "
                    + column.name()
                    + ". Its records count without one. The header is: "
                    + shortened(new String(header, StandardCharsets.UTF_8))
                    + ". If one of these columns is meant, set --columns="
                    + column.name()
                    + "=NAME.");
  }

  /**
   * Returns whether the record in {@code [from, to)} is the header again, as in files that were
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

  /**
   * Returns whether the fields of a record have as many bytes as those of the header, as the same
   * names in another order or case do.
   */
  public boolean hasLengthOfHeader(Fields record) {
    int bytes = 0;
    for (int i = 0; i < record.count; i++) {
      bytes += record.to[i] - record.from[i];
    }
    int names = header.length - (fields - 1);
    return !json && bytes <= names && names - bytes <= BYTE_ORDER_MARK.length + 4 * fields;
  }

  /** Returns the length of the byte order mark at the start of an input: 3 or 0. */
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
        if (settings.form().jsonPath() != null) {
          yield true;
        }
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
        yield p < length && (start[p] == '{' || JsonForm.isArrayOfObjects(start, p, length));
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
    int[] positions = resolve(COLUMN_LIST, String.join(",", names), names, schema, Map.of());
    TextHead head = TextHead.of(start, from, length, whole, settings);
    int first = head.headerOffset();
    List<Byte> fitting = new ArrayList<>();
    if (settings.delimiter() != null || first == length) {
      fitting.add((byte) delimiterOr(settings, ','));
    } else {
      Fields fields = new Fields(64);
      for (byte delimiter : candidates(settings, head)) {
        Tokenizer tokenizer =
            tokenizer(
                delimiter, head.dialect(), names.size(), names.size(), settings.maxRecordBytes());
        tokenizer.next(start, first, length, whole, fields);
        if (tokenizer.fault() == null && !tokenizer.isBlank()) {
          fitting.add(delimiter);
        }
      }
    }
    if (fitting.size() != 1) {
      throw new FootfallException(
          Kind.USAGE,
          "The first line of "
              + source
              + (fitting.isEmpty() ? " has not " : " has more than one way to have ")
              + names.size()
              + " fields (as --columns has), tried with comma, semicolon, tab and pipe. Choose the delimiter with --delimiter.");
    }
    return new Layout(
        false,
        fitting.get(0),
        names.size(),
        positions,
        new byte[0],
        head.dataOffset(),
        head.dialect(),
        !head.dialect().isStandard());
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

  /** Returns the index of the matching name for each column of the schema. */
  private static int[] resolve(
      String source,
      String firstLine,
      List<String> names,
      RecordSchema schema,
      Map<String, String> mapping) {
    int[] positions = new int[schema.columns().size()];
    Arrays.fill(positions, -1);
    List<String> missing = new ArrayList<>();
    Set<String> notFound = new HashSet<>();
    for (int c = 0; c < positions.length; c++) {
      ColumnSpec column = schema.columns().get(c);
      String mapped = mapping.get(column.name());
      Map<Integer, String> hits = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        if (mapped != null
            ? isMapped(names, i, mapped.strip())
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
                    ? ". Rename all but one of them."
                    : ". Choose one with --columns=" + column.name() + "=NAME."));
      }
      if (!hits.isEmpty()) {
        positions[c] = hits.keySet().iterator().next();
      } else if (mapped != null) {
        missing.add(column.name() + " ('" + mapped.strip() + "' in --columns)");
        notFound.add(column.name());
      }
    }
    choose(source, schema, mapping, positions);
    for (int c = 0; c < positions.length; c++) {
      ColumnSpec column = schema.columns().get(c);
      if (positions[c] < 0 && column.required() && !notFound.contains(column.name())) {
        missing.add(column.name());
      }
    }
    if (!schema.either().isEmpty()
        && notFound.isEmpty()
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
              + hasNo(String.join(", ", missing))
              + ". It is: "
              + shortened(String.join(",", names))
              + ". Name every column of the input in its order, those that are needed as here.");
    }
    if (!missing.isEmpty()) {
      throw new FootfallException(
          Kind.USAGE, missing(source, String.join(", ", missing), firstLine));
    }
    return positions;
  }

  private static String missing(String source, String missing, String first) {
    return source
        + hasNo(missing)
        + ". Its first line is: "
        + shortened(first)
        + (first.indexOf(0) >= 0
            ? ". It has NUL bytes, as UTF-16 has. If it is UTF-16 without a byte order mark, use --encoding=UTF-16LE or UTF-16BE."
            : first.contains(firstName(missing))
                ? ". The line contains the name, so its delimiter is a different one: check --delimiter."
                : ". If a column has another name, use --columns="
                    + firstName(missing)
                    + "=NAME; if the file has no header, --header=false --columns=LIST"
                    + (first.startsWith("#")
                        ? "; if lines that begin with # are comments, --comment=#."
                        : "; if lines come before the header, --skipLines=N."));
  }

  /**
   * Returns whether a name of the header is the mapped one: exactly, or ignoring case if none
   * matches exactly.
   */
  private static boolean isMapped(List<String> names, int i, String mapped) {
    String name = names.get(i).strip();
    return name.equals(mapped)
        || (name.equalsIgnoreCase(mapped)
            && names.stream().noneMatch(other -> other.strip().equals(mapped)));
  }

  /**
   * Chooses between alternative columns. The incomplete alternative is ignored. If both are
   * complete, only an explicit mapping decides.
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

  /**
   * Determines the columns of JSON from its first records. A required column, or one in a mapping,
   * must be in one of them.
   */
  private void chooseJson(
      String source,
      byte[] start,
      int length,
      boolean whole,
      RecordSchema schema,
      ReadSettings settings) {
    Tokenizer tokenizer = tokenizer(schema, settings, false);
    int[] seen = new int[positions.length];
    Arrays.fill(seen, -1);
    Fields fields = new Fields(positions.length);
    boolean both = false;
    int records = 0;
    for (int p = dataOffset; p >= 0 && p < length && records < RECORDS_LOOKED_AT; ) {
      p = tokenizer.next(start, p, length, whole, fields);
      if (p < 0 || tokenizer.fault() != null || tokenizer.isBlank()) {
        continue;
      }
      records++;
      for (int i = 0; i < seen.length; i++) {
        seen[i] = Math.max(seen[i], Math.min(0, fields.from[i]));
      }
      both |=
          records == 1
              && allFound(schema.either(), schema, fields.from)
              && allFound(schema.or(), schema, fields.from);
    }
    // A complete record can still have an object where a value is needed.
    if (records > 0 || JsonForm.isObject(start, dataOffset, length)) {
      refuseMissingMembers(source, start, length, schema, settings, seen);
    }
    if (!schema.either().isEmpty()) {
      boolean either = schema.either().stream().anyMatch(settings.mapping()::containsKey);
      boolean or = schema.or().stream().anyMatch(settings.mapping()::containsKey);
      if (either != or) {
        leaveOut(either ? schema.or() : schema.either(), schema, positions);
      } else if (both) {
        throw both(source, schema);
      }
    }
  }

  private void refuseMissingMembers(
      String source,
      byte[] start,
      int length,
      RecordSchema schema,
      ReadSettings settings,
      int[] seen) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      ColumnSpec column = schema.columns().get(i);
      String mapped = settings.mapping().get(column.name());
      if (seen[i] < 0 && mapped != null) {
        missing.add(mapped + " (" + column.name() + ")");
      } else if (seen[i] < 0 && column.required()) {
        missing.add(column.name());
      }
    }
    if (!schema.either().isEmpty()
        && !allFound(schema.either(), schema, seen)
        && !allFound(schema.or(), schema, seen)) {
      missing.add(
          String.join(" and ", schema.either())
              + " (or "
              + String.join(" and ", schema.or())
              + ")");
    }
    if (!missing.isEmpty()) {
      throw new FootfallException(
          Kind.USAGE,
          source
              + " has no member "
              + String.join(", ", missing)
              + ". Its objects have: "
              + shortened(String.join(", ", JsonForm.members(start, dataOffset, length)))
              + ". If a member has another name, use --columns="
              + firstName(missing.get(0))
              + "=NAME, for example a dotted path such as user.id.");
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
            + ". Choose one with --columns="
            + schema.or().get(0)
            + "=NAME or --columns="
            + schema.either().get(0)
            + "=NAME.");
  }

  private static boolean allFound(List<String> names, RecordSchema schema, int[] positions) {
    return names.stream().allMatch(n -> positions[schema.indexOf(n)] >= 0);
  }

  private static byte[] candidates(ReadSettings settings, TextHead head) {
    if (settings.delimiter() != null) {
      return new byte[] {(byte) delimiterOr(settings, ',')};
    }
    return head.delimiter() != 0 ? new byte[] {head.delimiter()} : DELIMITERS;
  }

  private static int[] identity(RecordSchema schema) {
    int[] positions = new int[schema.columns().size()];
    Arrays.setAll(positions, i -> i);
    return positions;
  }

  private static String columnNames(RecordSchema schema) {
    return schema.columns().stream().map(ColumnSpec::name).collect(Collectors.joining(", "));
  }

  private static String hasNo(String missing) {
    return (missing.contains(", ") ? " has no columns " : " has no column ") + missing;
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
