package io.footfall.reading;

import io.footfall.accounting.Observations;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.ValueFault;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a source as rows: tokenizes, parses and checks them, and describes the
 * rejected ones. Everything in Footfall that reads records uses this loop:
 *
 * <pre>{@code
 * while (records.next()) {
 *   if (records.fault() == null) {
 *     count(records.row());
 *   } else {
 *     keep(records.reject(origin));
 *   }
 * }
 * }</pre>
 *
 * <p>Reading a valid record allocates nothing. Not thread-safe.
 *
 * @param <R> the row
 */
public final class RecordReader<R> {
  private static final int FEWEST_FIELDS = 16;
  private static final String HOLDS_RECORD =
      "a quoted field contains a line that is a record itself: its closing quote may be missing."
          + " --quote=none reads every line as a record";

  private final FieldSource source;
  private final RecordParser<R> parser;
  private final R row;
  private final R rowOfLine;
  private final @Nullable LakeTable<R> lake;
  private final @Nullable StoredRows stored;
  private final @Nullable LakeTable<R> table;
  private final Fields fields;

  private @Nullable RejectCode fault;
  private @Nullable ValueFault unfit;
  private long read;
  private long repeatedHeaders;
  private long skipped;

  private RecordReader(
      FieldSource source, Dataset<R> dataset, ReadSettings settings, @Nullable LakeTable<R> lake) {
    this.source = source;
    this.lake = lake;
    stored = source instanceof StoredRows rows ? rows : null;
    table = stored == null ? null : dataset.lake();
    parser = dataset.parser(settings);
    parser.locate(source.layout().positions());
    row = dataset.row();
    rowOfLine = dataset.row();
    fields = new Fields(Math.max(FEWEST_FIELDS, source.layout().fields() + 1));
  }

  /**
   * Returns a reader of a source's records.
   *
   * @param settings the formats of values, and the records to include
   */
  public static <R> RecordReader<R> of(
      Dataset<R> dataset, FieldSource source, ReadSettings settings) {
    return new RecordReader<>(source, dataset, settings, null);
  }

  /** Returns a reader that also rejects a record with a number that the lake cannot store. */
  public static <R> RecordReader<R> forLake(
      Dataset<R> dataset, FieldSource source, ReadSettings settings) {
    return new RecordReader<>(source, dataset, settings, dataset.lake());
  }

  /**
   * Moves to the next record, valid or rejected. Skips blank lines, repeated headers, and records
   * that do not meet the conditions of the settings.
   *
   * @return false at the end
   */
  public boolean next() {
    return stored == null ? nextParsed() : nextStored(stored, Objects.requireNonNull(table));
  }

  private boolean nextParsed() {
    while (source.next(fields)) {
      fault = source.fault();
      if (fault == null) {
        if (parser.parse(fields, row)) {
          if (source.spansLines() && holdsRecord()) {
            fault = RejectCode.UNTERMINATED_QUOTE;
            read++;
            return true;
          }
          unfit = lake == null ? null : lake.fault(row);
          if (unfit == null) {
            read++;
            return true;
          }
          fault = RejectCode.INVALID_NUMBER;
        } else if (parser.isSkipped()) {
          skip();
          continue;
        } else {
          unfit = null;
          fault = Objects.requireNonNull(parser.code());
        }
      }
      if (source.fault() == null && source.isBlank(fields)) {
        continue;
      }
      if (!source.isRepeatedHeader(fields)) {
        read++;
        return true;
      }
      parser.locate(source.layout().positions());
      repeatedHeaders++;
    }
    return false;
  }

  /** Moves to the next stored row, which was checked when it was stored. */
  private boolean nextStored(StoredRows rows, LakeTable<R> of) {
    while (source.next(fields)) {
      read++;
      if (parser.accepts(fields)) {
        rows.read(of, row);
        return true;
      }
      skipped++;
    }
    return false;
  }

  private void skip() {
    if (source.isRepeatedHeader(fields)) {
      parser.locate(source.layout().positions());
      repeatedHeaders++;
    } else if (!source.isBlank(fields)) {
      read++;
      skipped++;
    }
  }

  /** Returns the row of the last record if it is valid; the row is reused for each record. */
  public R row() {
    return row;
  }

  /** Returns the fields of the last record; undefined if it could not be split into fields. */
  public Fields fields() {
    return fields;
  }

  /** Returns why the last record is rejected, or null if it is valid. */
  public @Nullable RejectCode fault() {
    return fault;
  }

  /** Returns how many records were read: valid, rejected or skipped. */
  public long read() {
    return read;
  }

  /** Returns the number of skipped lines that repeat the header. */
  public long repeatedHeaders() {
    return repeatedHeaders;
  }

  /** Returns the number of records skipped by a condition. */
  public long skipped() {
    return skipped;
  }

  /** Returns the observations so far. */
  public Observations observations() {
    return parser.observations();
  }

  /**
   * Writes the key that identifies the last valid record: the columns of {@code --deduplicateBy},
   * or the dataset's own key.
   *
   * @return false, with nothing written, if the record has no key; such a record is never treated
   *     as a duplicate
   */
  public boolean appendKey(Dataset<R> dataset, ByteOutput out) {
    return parser.hasKey() ? parser.appendKey(fields, out) : dataset.deduplicationKey(row, out);
  }

  /**
   * Returns the reject of the last record, which has a {@link #fault()}.
   *
   * @param origin the origin of the record
   */
  public Reject reject(Origin origin) {
    RejectCode code = Objects.requireNonNull(fault);
    if (source.fault() != null) {
      return origin.reject(code, source.faultDetail(), null, null, source.rawRecord());
    }
    if (code == RejectCode.UNTERMINATED_QUOTE) {
      return origin.reject(code, HOLDS_RECORD, null, null, source.rawRecord());
    }
    ValueFault value = unfit != null ? unfit : valueFault();
    return origin.reject(
        code, value.message(), value.column(), value.expected(), source.rawRecord());
  }

  /**
   * Returns a reject of the last record for a reason found outside this reader.
   *
   * @param column the invalid column, or null
   */
  public Reject reject(RejectCode code, String message, @Nullable String column, Origin origin) {
    return origin.reject(code, message, column, null, source.rawRecord());
  }

  /**
   * Returns whether a line inside a quoted field of the last record, or its first and last line
   * both, would be valid records. The field may really contain them, or its closing quote may be
   * missing.
   */
  private boolean holdsRecord() {
    int last = source.lineCount() - 1;
    for (int line = 1; line < last; line++) {
      if (isRecord(line)) {
        return true;
      }
    }
    return isRecord(last) && isRecord(0);
  }

  private boolean isRecord(int line) {
    Optional<Fields> alone = source.line(line);
    return alone.isPresent() && parser.parse(alone.get(), rowOfLine);
  }

  /** Describes the value that the parser has just refused. */
  private ValueFault valueFault() {
    Layout layout = source.layout();
    return ValueFault.of(parser, layout.positions()[parser.column()], !layout.json(), fields);
  }
}
