package io.footfall.transforms.count;

import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.stream.EventTimes;
import io.footfall.stream.Lateness;
import io.footfall.stream.Message;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.RecordBlockCoder;
import io.footfall.stream.ShardWatermarks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;

/**
 * A test's stream: does with messages what {@code MessageSource} does, on a clock of its own. All
 * shards are read by one reader, and each message arrives on 2024-03-02.
 */
public final class MessageStream {
  static final long ARRIVAL = Instant.parse("2024-03-02T12:00:00Z").toEpochMilli();

  private final EventTimes<?> times;
  private final ShardWatermarks watermarks;
  private TestStream.Builder<RecordBlock> stream = TestStream.create(RecordBlockCoder.of());
  private int messages;

  /** An empty stream. */
  public MessageStream(Dataset<?> dataset, ReadSettings settings, Duration outOfOrderness) {
    times = new EventTimes.Spec<>(dataset, settings).open();
    watermarks =
        new ShardWatermarks(new Lateness(outOfOrderness, Duration.ZERO, Duration.ofHours(1)), 0);
  }

  /** A message comes in a shard; the watermark follows. */
  public MessageStream message(String shard, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    org.joda.time.Instant reported = org.joda.time.Instant.ofEpochMilli(watermarks.reported());
    long judgedBy = watermarks.observe(shard, times.latestMillis(bytes), ARRIVAL, 0);
    String position = Integer.toString(++messages);
    stream =
        stream
            .addElements(
                TimestampedValue.of(
                    RecordBlock.of(new Message(bytes, shard, position, ARRIVAL, judgedBy)),
                    reported))
            .advanceWatermarkTo(org.joda.time.Instant.ofEpochMilli(watermarks.current(0)));
    return this;
  }

  /** Time passes, and what waits for a clock happens. */
  public MessageStream wait(Duration time) {
    stream = stream.advanceProcessingTime(org.joda.time.Duration.millis(time.toMillis()));
    return this;
  }

  /** Ends the stream: all windows close. */
  public TestStream<RecordBlock> end() {
    return stream.advanceWatermarkToInfinity();
  }
}
