package io.footfall.rejects;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The source of a record, its arrival and the number of attempts: the part of a reject other than
 * the reason.
 *
 * @param source the file, or the stream and shard
 * @param sliceFrom start of the file slice from which lines are counted
 * @param offset position of the record in the source, in bytes
 * @param line the line on which it starts, from 1; 0 if unknown
 * @param sequenceNumber position of its message in a shard, instead of {@code offset}; otherwise
 *     null
 * @param attempts number of attempts
 * @param arrivalMillis when it was read or arrived in the stream, in milliseconds since the epoch
 */
public record Origin(
    String source,
    long sliceFrom,
    long offset,
    long line,
    @Nullable String sequenceNumber,
    int attempts,
    long arrivalMillis) {

  /** A sequence number of Kinesis has more digits than a long. */
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  /**
   * Returns a position in a file, or in another source that counts bytes or rows; the first
   * attempt.
   */
  public static Origin in(String source, long offset, long line, long arrivalMillis) {
    return new Origin(source, 0, offset, line, null, 1, arrivalMillis);
  }

  /**
   * Returns a position in a shard; the first attempt.
   *
   * @param position an offset or a sequence number; empty if not known
   */
  public static Origin at(String source, String position, long line, long arrivalMillis) {
    boolean isOffset = OFFSET.matcher(position).matches();
    return new Origin(
        source,
        0,
        isOffset ? Long.parseLong(position) : 0,
        line,
        isOffset || position.isEmpty() ? null : position,
        1,
        arrivalMillis);
  }

  /** Counts lines from the start of a slice. */
  public Origin inSlice(long from) {
    return new Origin(source, from, offset, line, sequenceNumber, attempts, arrivalMillis);
  }

  /** Sets the number of attempts. */
  public Origin withAttempts(int value) {
    return new Origin(source, sliceFrom, offset, line, sequenceNumber, value, arrivalMillis);
  }

  /**
   * Returns the reject of a record with this origin.
   *
   * @param column the invalid column, or null
   * @param expected the type that was expected there
   * @param raw the record as it was read
   */
  public Reject reject(
      RejectCode code,
      String message,
      @Nullable String column,
      @Nullable String expected,
      byte[] raw) {
    return new Reject(
        code,
        message,
        source,
        sliceFrom,
        offset,
        line,
        column,
        expected,
        raw,
        attempts,
        arrivalMillis,
        sequenceNumber);
  }
}
