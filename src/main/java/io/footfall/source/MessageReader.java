package io.footfall.source;

import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.Utf8;
import io.footfall.csv.CsvTokenizer;
import io.footfall.json.JsonTokenizer;
import io.footfall.records.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts records out of messages: texts that are in memory whole, such as the lines of a file or the
 * messages of a stream. A message usually has one record; one with several lines has several, and
 * the rules are those of a file without a header ({@link SliceReader}). Only a message that is one
 * JSON object may have it over several lines.
 *
 * <p>One instance is used for many messages. It reads from a copy of its own: a message is never
 * changed. Not thread-safe.
 */
public final class MessageReader {
  private static final int FIRST_BYTES = 1 << 10;

  private final Layout layout;
  private final int maxRecordBytes;
  private final @Nullable CsvTokenizer csv;
  private final @Nullable JsonTokenizer json;

  private byte[] text = new byte[FIRST_BYTES + Fields.SLACK];
  private int limit;
  private int position;
  private int recordFrom;
  private int recordTo;
  private long recordLine;
  private long lines;
  private long blankLines;
  private @Nullable RejectCode fault;
  private String faultDetail = "";

  /**
   * A reader for messages with these columns.
   *
   * @param settings without a header ({@link ReadSettings#withoutHeader}), or for JSON
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one
   */
  public MessageReader(RecordSchema schema, ReadSettings settings) {
    this(layout(schema, settings), schema, settings);
  }

  /**
   * A reader for messages that are parts of a file.
   *
   * @param layout how the file is laid out; its header is in no message
   */
  public MessageReader(Layout layout, RecordSchema schema, ReadSettings settings) {
    this.layout = layout;
    maxRecordBytes = settings.maxRecordBytes();
    if (layout.json()) {
      csv = null;
      json = new JsonTokenizer(Layout.jsonMembers(schema, settings), schema.columns().size());
    } else {
      csv = new CsvTokenizer(layout.delimiter(), layout.fields(), maxRecordBytes);
      json = null;
    }
  }

  /**
   * How messages are laid out with these settings.
   *
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one
   */
  public static Layout layout(RecordSchema schema, ReadSettings settings) {
    return Layout.find("the message", new byte[Fields.SLACK], 0, true, schema, settings);
  }

  /** Goes to the start of a message. */
  public void open(byte[] message) {
    if (text.length < message.length + Fields.SLACK) {
      text = new byte[Math.max(message.length, 2 * text.length) + Fields.SLACK];
    }
    System.arraycopy(message, 0, text, 0, message.length);
    limit = message.length;
    position = 0;
    lines = 0;
    blankLines = 0;
    if (limit == 0) {
      blankLines = 1;
    }
  }

  /**
   * Goes to the next record of the message.
   *
   * @param out takes its fields, valid until the next call; undefined if there is a {@link
   *     #fault()}
   * @return false if there is none left
   */
  public boolean next(Fields out) {
    while (position < limit) {
      recordFrom = position;
      fault = null;
      if (csv != null ? nextCsv(csv, out) : nextJson(Objects.requireNonNull(json), out)) {
        return true;
      }
    }
    return false;
  }

  private boolean nextCsv(CsvTokenizer tokenizer, Fields out) {
    int next = tokenizer.next(text, position, limit, true, out);
    if (tokenizer.isBlank()) {
      position = next;
      lines += tokenizer.lines();
      blankLines += tokenizer.lines();
      return false;
    }
    recordLine = lines + 1;
    lines += tokenizer.lines();
    fault = tokenizer.fault();
    recordTo = next;
    position = next;
    if (fault != null) {
      faultDetail =
          FaultText.csv(fault, tokenizer, layout, recordEnd() - recordFrom, maxRecordBytes);
    } else if (!tokenizer.isAscii()) {
      checkEncoding();
    }
    return true;
  }

  private boolean nextJson(JsonTokenizer tokenizer, Fields out) {
    recordTo = Math.min(limit, ByteSlices.indexOf(text, position, limit, (byte) '\n') + 1);
    position = recordTo;
    lines++;
    int to = recordTo;
    while (to > recordFrom && (text[to - 1] == '\n' || text[to - 1] == '\r')) {
      to--;
    }
    if (to == recordFrom) {
      blankLines++;
      return false;
    }
    recordLine = lines;
    if (to - recordFrom > maxRecordBytes) {
      fault = RejectCode.RECORD_TOO_LARGE;
      faultDetail = FaultText.tooLarge((long) to - recordFrom, maxRecordBytes);
    } else if (!checkEncoding() && !tokenizer.tokenize(text, recordFrom, to, out)) {
      String error = tokenizer.error();
      if (recordFrom == 0 && isOneObject(tokenizer, out)) {
        recordTo = limit;
        position = limit;
      } else {
        fault = RejectCode.MALFORMED_JSON;
        faultDetail = error;
      }
    }
    return true;
  }

  /** Whether the message, whose first line is no object, is one that was printed over many. */
  private boolean isOneObject(JsonTokenizer tokenizer, Fields out) {
    return limit <= maxRecordBytes && tokenizer.tokenize(text, 0, limit, out);
  }

  /** Whether there is a byte that begins no character. */
  private boolean checkEncoding() {
    int at = Utf8.firstInvalid(text, recordFrom, recordTo);
    if (at < 0) {
      return false;
    }
    fault = RejectCode.INVALID_UTF8;
    faultDetail = FaultText.invalidUtf8(text[at], at);
    return true;
  }

  /** How the messages are laid out. */
  public Layout layout() {
    return layout;
  }

  /**
   * Why the last record is no good, or null if it was cut into fields; its values are not looked at
   * here.
   */
  public @Nullable RejectCode fault() {
    return fault;
  }

  /** What was found and what was expected, for a person. */
  public String faultDetail() {
    return faultDetail;
  }

  /** Where the last record starts in its message. */
  public long recordOffset() {
    return recordFrom;
  }

  /** The last record's line in its message, counted from 1. */
  public long recordLine() {
    return recordLine;
  }

  /** The last record as it came, without its line break. */
  public byte[] rawRecord() {
    return Arrays.copyOfRange(text, recordFrom, recordEnd());
  }

  /** Where the last record ends without its line break. */
  private int recordEnd() {
    int to = recordTo;
    if (to > recordFrom && text[to - 1] == '\n') {
      to--;
    }
    if (to > recordFrom && text[to - 1] == '\r') {
      to--;
    }
    return to;
  }

  /** How many blank lines the message had so far; an empty message is one. */
  public long blankLines() {
    return blankLines;
  }
}
