package io.footfall.tokens;

import io.footfall.rejects.RejectCode;
import org.jspecify.annotations.Nullable;

/**
 * The state of a tokenizer after a record. {@link io.footfall.csv.CsvTokenizer}, whose loop is the
 * fast path, has fields of its own.
 */
public abstract class RecordTokenizer implements Tokenizer {
  /** The maximum record size in bytes, without its line break. */
  protected final int maxRecordBytes;

  /** Whether the last record was a blank line. */
  protected boolean blank;

  /** Whether the encoding of the last record needs no check. */
  protected boolean ascii = true;

  /** The number of lines of the last record. */
  protected int lines = 1;

  private @Nullable RejectCode fault;
  private int faultField = -1;
  private int faultAt;
  private String faultText = "";

  /** Creates a tokenizer for records of at most this size. */
  protected RecordTokenizer(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  /** Resets the state of the last record. */
  protected final void begin() {
    fault = null;
    faultText = "";
    blank = false;
    ascii = true;
    lines = 1;
  }

  /**
   * Rejects the record.
   *
   * @param field the index of the field, or the number of fields; -1 for none
   * @param at where the fault was found
   * @param next the result
   */
  protected final int fail(RejectCode code, int field, int at, int next) {
    fault = code;
    faultField = field;
    faultAt = at;
    return next;
  }

  /** Rejects the record with a description of what was found. */
  protected final int fail(RejectCode code, int at, String text, int next) {
    faultText = text;
    return fail(code, -1, at, next);
  }

  @Override
  public final @Nullable RejectCode fault() {
    return fault;
  }

  @Override
  public final int faultField() {
    return faultField;
  }

  @Override
  public final int faultAt() {
    return faultAt;
  }

  @Override
  public final String faultText() {
    return faultText;
  }

  @Override
  public final boolean isBlank() {
    return blank;
  }

  @Override
  public final boolean isAscii() {
    return ascii;
  }

  @Override
  public final int lines() {
    return lines;
  }
}
