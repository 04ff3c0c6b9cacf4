package io.footfall.stream;

import java.io.Serializable;

/**
 * What a stream's client library gives, seen as a message.
 *
 * @param <T> the library's record
 */
public interface MessageForm<T> extends Serializable {
  /** Where it was read, as {@link Message#shard}. */
  String shard(T record);

  /** Where in the shard, as {@link Message#position}. */
  String position(T record);

  /** What the producer sent; empty if it sent nothing. */
  byte[] payload(T record);

  /** When it came into the stream, in milliseconds since the epoch; or {@code now}. */
  long arrivalMillis(T record, long now);
}
