package io.footfall.source;

import io.footfall.bytes.Utf8;
import io.footfall.reading.FieldSource;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The base class for reading the records of a block of text, from file slices and messages. */
abstract class TextRecords implements FieldSource {
  final int maxRecordBytes;

  byte[] block = new byte[Fields.SLACK];
  int position;
  int limit;
  int recordFrom;
  int recordTo;

  /** The start of the last record, including the separator before it. */
  int cutFrom;

  long lines;
  long blankLines;

  private final RecordSchema schema;
  private final ReadSettings settings;
  private int recordLines = 1;
  private int @Nullable [] lineStarts;
  private byte[] linesOfRecord = new byte[0];
  private long recordLine;
  private @Nullable RejectCode fault;
  private String faultDetail = "";

  TextRecords(RecordSchema schema, ReadSettings settings) {
    this.schema = schema.with(settings);
    this.settings = settings;
    maxRecordBytes = settings.maxRecordBytes();
  }

  /** Returns the position of the block's first byte in the source. */
  abstract long blockOffset();

  /**
   * Accepts a tokenized record from {@code recordFrom} to {@code recordTo}.
   *
   * @return false if it is a blank line
   */
  final boolean take(Tokenizer tokenizer, Fields fields) {
    position = recordTo;
    if (tokenizer.isBlank()) {
      blankLines += tokenizer.lines();
      lines += tokenizer.lines();
      return false;
    }
    recordLine = lines + 1;
    recordLines = tokenizer.lines();
    lines += recordLines;
    lineStarts = null;
    cutFrom = recordFrom;
    int content = tokenizer.content(recordFrom);
    if (content != recordFrom) {
      for (; recordFrom < content; recordFrom++) {
        recordLine += block[recordFrom] == '\n' ? 1 : 0;
      }
    }
    fault = tokenizer.fault();
    if (fault != null) {
      faultDetail =
          fault == RejectCode.INVALID_UTF8
              ? invalidUtf8(tokenizer.faultAt())
              : describe(fault, tokenizer);
    } else if (!tokenizer.isAscii()) {
      int at = Utf8.firstInvalid(block, recordFrom, recordTo);
      if (at >= 0 && isInNeededField(fields)) {
        fault = RejectCode.INVALID_UTF8;
        faultDetail = invalidUtf8(at);
      }
    }
    return true;
  }

  @Override
  public final boolean spansLines() {
    return recordLines > 1 && !layout().json();
  }

  @Override
  public final int lineCount() {
    return lineStarts().length;
  }

  private int[] lineStarts() {
    int[] starts = lineStarts;
    if (starts == null) {
      linesOfRecord = Arrays.copyOfRange(block, recordFrom, recordTo + Fields.SLACK);
      starts =
          IntStream.range(0, recordTo - recordFrom)
              .filter(p -> p == 0 || linesOfRecord[p - 1] == '\n')
              .toArray();
      lineStarts = starts;
    }
    return starts;
  }

  @Override
  public final Optional<Fields> line(int line) {
    int[] starts = lineStarts();
    byte[] alone =
        Arrays.copyOfRange(
            linesOfRecord,
            starts[line],
            (line + 1 < starts.length ? starts[line + 1] : recordTo - recordFrom) + Fields.SLACK);
    Tokenizer tokenizer =
        (line == 0 ? layout().withoutQuotes() : layout()).tokenizer(schema, settings, false);
    Fields fields = new Fields(layout().fields() + 1);
    tokenizer.next(alone, 0, alone.length - Fields.SLACK, true, fields);
    return tokenizer.fault() == null && !tokenizer.isBlank()
        ? Optional.of(fields)
        : Optional.empty();
  }

  /**
   * Returns whether a field that is a column of the dataset contains a byte that does not start a
   * valid character.
   */
  private boolean isInNeededField(Fields fields) {
    int[] positions = layout().positions();
    for (int column = 0; column < positions.length; column++) {
      int field = positions[column];
      if (field >= 0
          && schema.needs(column)
          && fields.from[field] >= 0
          && Utf8.firstInvalid(fields.bytes, fields.from[field], fields.to[field]) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public final boolean isBlank(Fields fields) {
    if (layout().json() || !fields.isBlank()) {
      return false;
    }
    blankLines++;
    return true;
  }

  private String invalidUtf8(int at) {
    return FaultText.invalidUtf8(block[at], blockOffset() + at);
  }

  /** Describes a fault of the last record. */
  String describe(RejectCode code, Tokenizer tokenizer) {
    return FaultText.of(code, tokenizer, layout(), recordLength(), maxRecordBytes);
  }

  /** Returns the last record's length without its line break. */
  long recordLength() {
    return (long) recordTo - recordFrom - lineBreakBytes();
  }

  final int lineBreakBytes() {
    if (recordTo == recordFrom || block[recordTo - 1] != '\n') {
      return 0;
    }
    return recordTo - 1 > recordFrom && block[recordTo - 2] == '\r' ? 2 : 1;
  }

  @Override
  public final @Nullable RejectCode fault() {
    return fault;
  }

  @Override
  public final String faultDetail() {
    return faultDetail;
  }

  @Override
  public final long recordLine() {
    return recordLine;
  }

  @Override
  public byte[] rawRecord() {
    return Arrays.copyOfRange(block, recordFrom, recordTo - lineBreakBytes());
  }

  /** Returns the number of skipped blank lines; an empty message is one. */
  @Override
  public final long blankLines() {
    return blankLines;
  }
}
