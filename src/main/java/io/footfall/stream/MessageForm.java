package io.footfall.stream;

import java.io.Serializable;

/**
 * What a stream's client library gives, seen as a message.
 *
 * @param <T> the library's record
 */
public interface MessageForm<T> extends Serializable {
  /**
   * How many records may become one element: more than one only if the library's reader does not
   * wait long to find that there is no other.
   */
  int mostAtOnce();

  /** Where it was read, as {@link Message#shard}. */
  String shard(T record);

  /** Where in the shard, as {@link Message#position}. */
  String position(T record);

  /** What the producer sent; empty if it sent nothing. */
  byte[] payload(T record);

  /**
   * When it came into the stream, in milliseconds since the epoch, as the stream says it: who reads
   * the record again must find the same. {@code now} only if the stream says nothing.
   */
  long arrivalMillis(T record, long now);
}
