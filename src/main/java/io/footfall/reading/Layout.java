package io.footfall.reading;

import io.footfall.accesslog.LogSettings;
import io.footfall.accesslog.LogTokenizer;
import io.footfall.csv.CsvTokenizer;
import io.footfall.csv.Dialect;
import io.footfall.csv.DialectTokenizer;
import io.footfall.errors.FootfallException;
import io.footfall.json.JsonLinesTokenizer;
import io.footfall.json.JsonObjectsTokenizer;
import io.footfall.json.JsonTokenizer;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param dialect the CSV dialect
 * @param sequential whether records are found only by reading from the start of the source, as for
 *     JSON that is not one object per line and CSV in another dialect
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

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * Finds the layout.
   *
   * @param source the input's name, for messages
   * @param start the first bytes of the input, up to the maximum record size, followed by {@link
   *     Fields#SLACK} bytes
   * @param length number of bytes in {@code start}
   * @param whole whether the input ends there
   * @throws FootfallException if columns are missing or ambiguous; the message names the option
   *     that resolves it
   */
  public static Layout find(
      String source,
      byte[] start,
      int length,
      boolean whole,
      RecordSchema dataset,
      ReadSettings settings) {
    return new LayoutSearch(source, start, length, whole, dataset.with(settings), settings).find();
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
    return json
        ? jsonTokenizer(schema, settings, spanning, false)
        : tokenizer(delimiter, dialect, fields, neededFields(), longest);
  }

  /**
   * Returns a tokenizer for JSON that accepts every object: a value that cannot fill a column is
   * absent.
   */
  Tokenizer survey(RecordSchema schema, ReadSettings settings) {
    return jsonTokenizer(schema, settings, false, true);
  }

  private Tokenizer jsonTokenizer(
      RecordSchema schema, ReadSettings settings, boolean spanning, boolean lenient) {
    JsonTokenizer members = jsonMembers(schema.with(settings), settings, lenient);
    int longest = settings.maxRecordBytes();
    return sequential
        ? new JsonObjectsTokenizer(members, longest, settings.form().jsonPath() != null)
        : new JsonLinesTokenizer(members, longest, spanning);
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

  /** Returns the number of fields that a CSV record needs to include every required column. */
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
      int[] found = new ColumnMatch("the header", schema, settings.mapping()).positions("", names);
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
   * Returns a tokenizer of the members of JSON objects that are columns of the schema.
   *
   * @param all whether no column makes a record invalid
   */
  private JsonTokenizer jsonMembers(RecordSchema schema, ReadSettings settings, boolean all) {
    Set<Integer> lenient = new HashSet<>();
    Set<String> synonyms = new HashSet<>();
    Map<String, Integer> members = new HashMap<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      String name = schema.columns().get(i).name();
      String mapped = settings.mapping().get(name);
      if (all || (mapped == null && !schema.needs(i))) {
        lenient.add(i);
      }
      members.put(mapped == null ? name : mapped, i);
    }
    for (int i = 0; i < schema.columns().size(); i++) {
      ColumnSpec column = schema.columns().get(i);
      if (!settings.mapping().containsKey(column.name())) {
        for (String synonym : column.synonyms()) {
          if (members.putIfAbsent(synonym, i) == null) {
            synonyms.add(synonym);
          }
        }
      }
    }
    return new JsonTokenizer(members, positions.length, lenient, synonyms);
  }

  /** Returns whether the header of the input lacks a column, by its index in the schema. */
  public boolean lacks(int column) {
    return !json && dataOffset > 0 && positions[column] < 0;
  }

  /**
   * Returns a warning if the input lacks a column that part of the report needs, but has other
   * columns that may be meant.
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
                    + ColumnMatch.shortened(new String(header, StandardCharsets.UTF_8))
                    + ". If one of these columns is meant, set --columns="
                    + column.name()
                    + "=NAME.");
  }

  /**
   * Returns whether the record in {@code [from, to)} repeats the header, as in concatenated files.
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
}
