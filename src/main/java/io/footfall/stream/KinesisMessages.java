package io.footfall.stream;

import io.footfall.records.InputRefusedException;
import java.io.Serializable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisIO;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.common.InitialPositionInStream;

/**
 * A stream of Kinesis: {@code kinesis://STREAM}. Region, endpoint and credentials are those of
 * Beam's AWS options, or of the AWS provider chain.
 *
 * @param stream its name
 * @param position where reading begins if there is no checkpoint
 * @param consumerArn a registered consumer with enhanced fan-out; null to share the shards' common
 *     throughput
 */
public record KinesisMessages(String stream, InitialPosition position, @Nullable String consumerArn)
    implements Serializable {
  private static final int MOST_AT_ONCE = 500;

  /**
   * The stream of a URL.
   *
   * @throws InputRefusedException if it is none
   */
  public static KinesisMessages of(
      String url, InitialPosition position, @Nullable String consumerArn) {
    return new KinesisMessages(KinesisAddress.of(url).stream(), position, consumerArn);
  }

  /** The source that reads it. */
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
    return ReadAheadSource.of(SourceBelow.of(read));
  }

  /** How its records are messages. */
  public MessageForm<KinesisRecord> form() {
    return new Form("kinesis://" + stream + "/");
  }

  private record Form(String prefix) implements MessageForm<KinesisRecord> {
    @Override
    public int mostAtOnce() {
      return MOST_AT_ONCE;
    }

    @Override
    public String shard(KinesisRecord record) {
      return prefix + record.getShardId();
    }

    @Override
    public String position(KinesisRecord record) {
      // Several records of a producer's library may be in one of the stream's.
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
  }
}
