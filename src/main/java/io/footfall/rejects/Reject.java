package io.footfall.rejects;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.Arrays;
import java.util.Objects;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * A record that was rejected and therefore not counted, with the reason (src/docs/formats.md,
 * section 2.3).
 *
 * @param code the reason
 * @param message describes what was found and what was expected
 * @param source the file, or the stream and shard
 * @param sliceFrom the byte at which the slice that contains the record starts; 0 after {@link
 *     #inFile}
 * @param offset the byte at which the record starts in the file
 * @param line the line on which the record starts, counted from 1 at the start of the slice or,
 *     after {@link #inFile}, at the start of the file; 0 if not known
 * @param column the invalid column, if there is one
 * @param expected the type that was expected there
 * @param raw the record as it was read
 * @param attempts how many times the record was rejected: 1, or more after replays
 * @param arrivalMillis when it was read or arrived in the stream, in milliseconds since the epoch
 * @param sequenceNumber the sequence number of its Kinesis message, which replaces {@code offset};
 *     otherwise null
 */
// The array is never changed, and equals() compares its content.
@SuppressWarnings("ArrayRecordComponent")
@DefaultCoder(RejectCoder.class)
public record Reject(
    RejectCode code,
    String message,
    String source,
    long sliceFrom,
    long offset,
    long line,
    @Nullable String column,
    @Nullable String expected,
    byte[] raw,
    int attempts,
    long arrivalMillis,
    @Nullable String sequenceNumber) {

  private static final RejectCode[] CODES = RejectCode.values();

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Reject that
        && code == that.code
        && message.equals(that.message)
        && source.equals(that.source)
        && sliceFrom == that.sliceFrom
        && offset == that.offset
        && line == that.line
        && Objects.equals(column, that.column)
        && Objects.equals(expected, that.expected)
        && Arrays.equals(raw, that.raw)
        && attempts == that.attempts
        && arrivalMillis == that.arrivalMillis
        && Objects.equals(sequenceNumber, that.sequenceNumber);
  }

  @Override
  public int hashCode() {
    return Objects.hash(code, message, source, offset, line, Arrays.hashCode(raw));
  }

  /**
   * Returns a copy whose line is counted from the start of the file. An unknown line stays unknown.
   *
   * @param linesBefore the number of lines in the file before the slice
   */
  public Reject inFile(long linesBefore) {
    return new Reject(
        code,
        message,
        source,
        0,
        offset,
        line == 0 ? 0 : line + linesBefore,
        column,
        expected,
        raw,
        attempts,
        arrivalMillis,
        sequenceNumber);
  }

  public void pack(ByteOutput out) {
    out.writeByte(code.ordinal());
    out.writeText(message);
    out.writeText(source);
    out.writeVarLong(sliceFrom);
    out.writeVarLong(offset);
    out.writeVarLong(line);
    out.writeText(column == null ? "" : column);
    out.writeText(expected == null ? "" : expected);
    out.writeBytes(raw);
    out.writeVarLong(attempts);
    out.writeVarLong(arrivalMillis);
    out.writeText(sequenceNumber == null ? "" : sequenceNumber);
  }

  /** Reads what {@link #pack} wrote. */
  public static Reject unpack(ByteInput in) {
    RejectCode code = CODES[in.readByte() & 0xFF];
    String message = in.readText();
    String source = in.readText();
    long sliceFrom = in.readVarLong();
    long offset = in.readVarLong();
    long line = in.readVarLong();
    String column = in.readText();
    String expected = in.readText();
    byte[] raw = in.readBytes();
    int attempts = in.readVarInt();
    long arrivalMillis = in.readVarLong();
    String sequenceNumber = in.readText();
    return new Reject(
        code,
        message,
        source,
        sliceFrom,
        offset,
        line,
        column.isEmpty() ? null : column,
        expected.isEmpty() ? null : expected,
        raw,
        attempts,
        arrivalMillis,
        sequenceNumber.isEmpty() ? null : sequenceNumber);
  }
}
