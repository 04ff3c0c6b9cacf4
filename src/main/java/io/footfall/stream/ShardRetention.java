package io.footfall.stream;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.beam.sdk.io.aws2.common.ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.common.ClientConfiguration;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reports records of a Kinesis shard that expired after a checkpoint and before they were read.
 * Kinesis itself silently resumes at the oldest record left.
 *
 * <p>Sequence numbers have gaps, so the number of lost records is unknown. A shard without new
 * records loses nothing when the record read last expires. That case is recognized by the time of
 * the checkpoint, because a reader polls its shards every second.
 */
final class ShardRetention implements AutoCloseable {
  private static final Duration POLLED = Duration.ofMinutes(1);

  private final KinesisClient client;
  private final String stream;
  private final Instant checkpoint;
  private final Instant horizon;
  private final DataLoss loss;

  /**
   * Opens a client of the stream.
   *
   * @param checkpoint the time of the checkpoint
   */
  ShardRetention(String stream, Instant checkpoint, Instant now, PipelineOptions options) {
    this.stream = stream;
    this.checkpoint = checkpoint;
    loss = DataLoss.of(options);
    client =
        ClientBuilderFactory.buildClient(
            options.as(AwsOptions.class), KinesisClient.builder(), ClientConfiguration.EMPTY);
    int hours =
        client
            .describeStreamSummary(request -> request.streamName(stream))
            .streamDescriptionSummary()
            .retentionPeriodHours();
    horizon = now.minus(Duration.ofHours(hours));
  }

  /** Returns whether a checkpoint is so recent that a check is not worth its requests. */
  static boolean isTrivial(Instant checkpoint, Instant now) {
    return checkpoint.isAfter(now.minus(POLLED));
  }

  /**
   * Checks a shard.
   *
   * @param lastRead sequence number of the record read last; null if none was read
   */
  void check(String shard, @Nullable String lastRead) {
    Record oldest;
    try {
      oldest = oldest(shard);
    } catch (ResourceNotFoundException e) {
      return; // Beam's reader fails, too.
    }
    if (oldest != null
        && lastRead != null
        && new BigInteger(lastRead).compareTo(new BigInteger(oldest.sequenceNumber())) >= 0) {
      return;
    }
    boolean wasBehind =
        oldest != null
            && lastRead != null
            && oldest.approximateArrivalTimestamp().isBefore(checkpoint.minus(POLLED));
    if (wasBehind || checkpoint.isBefore(horizon)) {
      loss.report(
          String.format(
              Locale.ROOT,
              "Records of %s of the stream %s may have expired before they were read: an unknown"
                  + " number of those that arrived before %s. The checkpoint was made at %s, and %s.",
              shard,
              stream,
              oldest == null ? horizon : oldest.approximateArrivalTimestamp(),
              checkpoint,
              lastRead == null
                  ? "no record had been read"
                  : "the record read last, " + lastRead + ", has expired"));
    }
  }

  private @Nullable Record oldest(String shard) {
    String iterator =
        client
            .getShardIterator(
                request ->
                    request
                        .streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    while (iterator != null) {
      String from = iterator;
      GetRecordsResponse response =
          client.getRecords(request -> request.shardIterator(from).limit(1));
      if (response.hasRecords() && !response.records().isEmpty()) {
        return response.records().get(0);
      }
      // A part of a shard may be empty.
      iterator = response.millisBehindLatest() == 0 ? null : response.nextShardIterator();
    }
    return null;
  }

  @Override
  public void close() {
    client.close();
  }
}
