package io.footfall.stream;

import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream, with the details for rejects of its records, and with how far its shard
 * had come before it.
 *
 * @param payload what the producer sent: one record, or several, one per line; may be empty
 * @param shard where it was read, such as {@code kinesis://stream/shardId-000000000000} or {@code
 *     kafka://host:9092/topic/0}
 * @param position where in the shard: a sequence number, or an offset
 * @param arrivalMillis when it came into the stream, in milliseconds since the epoch; when it was
 *     read, if the stream does not say
 * @param watermarkMillis up to which event time its shard was complete before this message, in
 *     milliseconds since the epoch: a record of it whose window had closed by then is late ({@link
 *     ShardWatermarks})
 * @param section which part of a file it is; null for a message of a stream proper
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
@DefaultCoder(MessageCoder.class)
public record Message(
    byte[] payload,
    String shard,
    String position,
    long arrivalMillis,
    long watermarkMillis,
    @Nullable FileSection section) {

  /** A message of a stream proper. */
  public Message(
      byte[] payload, String shard, String position, long arrivalMillis, long watermarkMillis) {
    this(payload, shard, position, arrivalMillis, watermarkMillis, null);
  }
}
