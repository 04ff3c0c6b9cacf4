package io.footfall.stream;

import io.footfall.source.SourceName;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Converts the records of a stream's client library to messages.
 *
 * @param <T> the library's record
 */
public interface MessageForm<T> extends Serializable {
  /**
   * Returns the maximum number of records in one element. More than one only if the library's
   * reader returns quickly when no further record is available.
   */
  int maxPerElement();

  /** Returns the stream of a record. All records of a reader have the same one. */
  SourceName source(T record);

  /** Returns the {@link Message#shard}. */
  String shard(T record);

  /** Returns the {@link Message#position} in the shard. */
  String position(T record);

  /** Returns the payload; empty if the producer sent none. */
  byte[] payload(T record);

  /**
   * Returns the arrival in the stream, in milliseconds since the epoch, as stored by the stream, so
   * that reading again returns the same. Returns {@code now} only if the stream stores none.
   */
  long arrivalMillis(T record, long now);

  /**
   * Returns the shards from which a reader with this checkpoint can still receive records; empty if
   * the shards of the stream are never closed.
   */
  default Optional<Set<String>> openShards(CheckpointMark mark) {
    return Optional.empty();
  }

  /**
   * Returns whether the server has confirmed that the reader has every record. Until then, silence
   * does not mean that the stream has ended: a busy server responds slowly. True if the library
   * does not know.
   */
  default boolean isCaughtUp(UnboundedReader<T> reader) {
    return true;
  }

  /**
   * Checks before a reader resumes that the stream still has the records after a checkpoint.
   *
   * @param made the time of the checkpoint
   * @throws io.footfall.errors.FootfallException if records may be lost, unless the options accept
   *     that
   */
  default void checkRetention(
      CheckpointMark mark, Instant made, Instant now, PipelineOptions options) {}
}
