package io.footfall.rejects;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/**
 * A reject read from a file of Footfall or of Amazon Data Firehose (src/docs/formats.md, section
 * 2.3).
 *
 * @param raw the record's bytes
 * @param code the reason: one of {@link RejectCode}, or one of Firehose's
 * @param message for people; empty if the file has none
 * @param attempts number of attempts, at least 1
 * @param arrivalMillis when it arrived, in milliseconds since the epoch; 0 if the file has none
 * @param source the file, or the stream and shard; empty if the file has none
 * @param offset the position in the source: a byte offset, or a sequence number; empty if the file
 *     has none
 * @param line the line in the source, counted from 1; 0 if the file has none
 * @param column the invalid column, or empty if unknown
 * @param expected the type that was expected there; empty if the file has none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record KeptReject(
    byte[] raw,
    String code,
    String message,
    int attempts,
    long arrivalMillis,
    String source,
    String offset,
    long line,
    String column,
    String expected) {
  /**
   * More attempts than anyone makes; bounded so that a value in a file cannot overflow the count.
   */
  private static final int MOST_ATTEMPTS = 1_000_000_000;

  /** The end of the year 9999: paths have four digits for the year. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /**
   * Reads an object of a reject file. Members can be in any order, and numbers can be text.
   *
   * @return empty if it is not a reject: it lacks {@code rawData} in base64, or a code
   */
  public static Optional<KeptReject> of(JsonNode object) {
    JsonNode code = object.path("errorCode");
    byte[] raw;
    try {
      raw = object.path("rawData").binaryValue();
    } catch (IOException e) {
      return Optional.empty();
    }
    if (raw == null || !code.isTextual()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeptReject(
            raw,
            code.asText(),
            object.path("errorMessage").asText(),
            (int) within(1, MOST_ATTEMPTS, object.path("attemptsMade").asLong(1)),
            arrival(object.path("arrivalTimestamp").asLong()),
            object.path("source").asText(),
            object.path("offset").asText(),
            Math.max(0, object.path("line").asLong()),
            object.path("column").asText(),
            object.path("expected").asText()));
  }

  private static long within(long least, long most, long value) {
    return Math.max(least, Math.min(most, value));
  }

  private static long arrival(long millis) {
    return millis < 0 || millis > LAST_MILLIS ? 0 : millis;
  }
}
