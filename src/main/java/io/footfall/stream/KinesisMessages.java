package io.footfall.stream;

import io.footfall.errors.FootfallException;
import io.footfall.source.SourceName;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisIO;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.common.InitialPositionInStream;

/**
 * A Kinesis stream: {@code kinesis://STREAM}. Region, endpoint and credentials are those of Beam's
 * AWS options, or of the AWS provider chain.
 *
 * @param stream its name
 * @param position where reading starts without a checkpoint
 * @param consumerArn a registered consumer with enhanced fan-out; null to share the shards' common
 *     throughput
 */
public record KinesisMessages(String stream, InitialPosition position, @Nullable String consumerArn)
    implements Serializable {
  private static final int MOST_AT_ONCE = 500;
  private static final Pattern CONSUMER =
      Pattern.compile("arn:[a-z-]+:kinesis:[a-z0-9-]+:\\d+:stream/[^/]+/consumer/[^/:]+:\\d+");

  /**
   * Returns the stream of a URL.
   *
   * @throws FootfallException if the address is invalid, or the consumer belongs to another stream
   */
  public static KinesisMessages of(
      String url, InitialPosition position, @Nullable String consumerArn) {
    String stream = KinesisAddress.of(url).stream();
    if (consumerArn != null
        && !(CONSUMER.matcher(consumerArn).matches()
            && consumerArn.contains(":stream/" + stream + "/consumer/"))) {
      // Otherwise the job would fail only at run time, and be restarted repeatedly.
      throw FootfallException.usage(
          ("--consumerArn=%s is not a consumer of the stream %s; expected"
                  + " arn:aws:kinesis:REGION:ACCOUNT:stream/%s/consumer/NAME:TIME, as aws kinesis"
                  + " list-stream-consumers shows it.")
              .formatted(consumerArn, stream, stream));
    }
    return new KinesisMessages(stream, position, consumerArn);
  }

  /** Returns the source that reads the stream. */
  public UnboundedSource<KinesisRecord, ?> source() {
    KinesisIO.Read read = KinesisIO.read().withStreamName(stream);
    if (position.instant() != null) {
      read =
          read.withInitialTimestampInStream(
              org.joda.time.Instant.ofEpochMilli(position.instant().toEpochMilli()));
    } else {
      read =
          read.withInitialPositionInStream(
              position.isLatest()
                  ? InitialPositionInStream.LATEST
                  : InitialPositionInStream.TRIM_HORIZON);
    }
    if (consumerArn != null) {
      read = read.withConsumerArn(consumerArn);
    }
    return ReadAheadSource.of(UnderlyingSource.of(read));
  }

  /** Returns the conversion of its records to messages. */
  public MessageForm<KinesisRecord> form() {
    return new Form(stream, "kinesis://" + stream + "/");
  }

  private record Form(String stream, String prefix) implements MessageForm<KinesisRecord> {
    @Override
    public int maxPerElement() {
      return MOST_AT_ONCE;
    }

    @Override
    public SourceName source(KinesisRecord record) {
      return new SourceName("kinesis", List.of(stream));
    }

    @Override
    public String shard(KinesisRecord record) {
      return prefix + record.getShardId();
    }

    @Override
    public String position(KinesisRecord record) {
      // The Kinesis Producer Library may aggregate several records into one record of the stream.
      return record.getSubSequenceNumber() == 0
          ? record.getSequenceNumber()
          : record.getSequenceNumber() + "/" + record.getSubSequenceNumber();
    }

    @Override
    public byte[] payload(KinesisRecord record) {
      return record.getDataAsBytes();
    }

    @Override
    public long arrivalMillis(KinesisRecord record, long now) {
      return record.getApproximateArrivalTimestamp().getMillis();
    }

    @Override
    public boolean isCaughtUp(UnboundedReader<KinesisRecord> reader) {
      return ReadAheadSource.isCaughtUp(reader);
    }

    /** A shard leaves the checkpoint once it is closed and its last record was read. */
    @Override
    public Optional<Set<String>> openShards(CheckpointMark mark) {
      Set<String> open = new HashSet<>();
      for (Object shard : (Iterable<?>) mark) {
        open.add(prefix + text(shard, "shardId"));
      }
      return Optional.of(open);
    }

    @Override
    public void checkRetention(
        CheckpointMark mark, Instant made, Instant now, PipelineOptions options) {
      if (ShardRetention.isTrivial(made, now)) {
        return;
      }
      try (ShardRetention retention = new ShardRetention(stream, made, now, options)) {
        for (Object shard : (Iterable<?>) mark) {
          retention.check(
              Objects.requireNonNull(text(shard, "shardId")), text(shard, "sequenceNumber"));
        }
      }
    }

    /** The class of Beam's checkpoints is not public. */
    private static @Nullable String text(Object shard, String name) {
      try {
        Field field = shard.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return (String) field.get(shard);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Beam's checkpoints have no " + name, e);
      }
    }
  }
}
