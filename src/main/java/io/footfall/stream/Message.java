package io.footfall.stream;

import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream, with the position for rejects of its records and the watermark of its
 * shard before it.
 *
 * @param payload one record, or several, one per line; may be empty
 * @param shard the shard, such as {@code kinesis://stream/shardId-000000000000} or {@code
 *     kafka://host:9092/topic/0}
 * @param position the position in the shard: a sequence number or an offset
 * @param arrivalMillis arrival in the stream, in milliseconds since the epoch; the time of reading
 *     if the stream stores none
 * @param watermarkMillis the watermark of its shard before this message, in milliseconds since the
 *     epoch: a record of it whose window had closed by then is late ({@link ShardWatermarks})
 * @param section the section of a file that it holds; null for a message of a real stream
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

  /** Creates a message of a real stream, not of a file. */
  public Message(
      byte[] payload, String shard, String position, long arrivalMillis, long watermarkMillis) {
    this(payload, shard, position, arrivalMillis, watermarkMillis, null);
  }
}
