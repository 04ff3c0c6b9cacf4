package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.ReadSettings;
import io.footfall.source.SourceName;
import io.footfall.visits.VisitsDataset;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageSourceTest {
  private static final long START = Instant.parse("2024-03-01T12:00:00Z").getMillis();
  private static final ReadSettings LINES =
      ReadSettings.defaults()
          .withEncoding(ReadSettings.Encoding.CSV)
          .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));

  /** The shard whose producer sets the time of arrival, and has a wrong clock. */
  private static final char WRONG_CLOCK = 'w';

  private static final long YEAR_2099 = 4_070_908_800_000L;

  private final Queue<String> coming = new ArrayDeque<>();
  private final AtomicBoolean caughtUp = new AtomicBoolean(true);
  private long now = START;
  private final UnboundedReader<RecordBlock> reader = reader();

  /** A stream of what a test says is coming: SHARD and line. */
  private static final class Scripted extends UnboundedSource<byte[], Scripted.Nothing> {
    private static final long serialVersionUID = 1L;
    private final transient Queue<String> coming;

    Scripted(Queue<String> coming) {
      this.coming = coming;
    }

    private static final class Nothing implements CheckpointMark, java.io.Serializable {
      private static final long serialVersionUID = 1L;

      @Override
      public void finalizeCheckpoint() {}
    }

    @Override
    public List<Scripted> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public Coder<Nothing> getCheckpointMarkCoder() {
      return SerializableCoder.of(Nothing.class);
    }

    @Override
    public Coder<byte[]> getOutputCoder() {
      return ByteArrayCoder.of();
    }

    @Override
    public UnboundedReader<byte[]> createReader(PipelineOptions options, @Nullable Nothing mark) {
      return new UnboundedReader<>() {
        private @Nullable String current;

        @Override
        public boolean start() {
          return advance();
        }

        @Override
        public boolean advance() {
          current = coming.poll();
          return current != null;
        }

        @Override
        public byte[] getCurrent() {
          if (current == null) {
            throw new NoSuchElementException();
          }
          return current.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Instant getCurrentTimestamp() {
          return BoundedWindow.TIMESTAMP_MIN_VALUE;
        }

        @Override
        public Instant getWatermark() {
          return BoundedWindow.TIMESTAMP_MIN_VALUE;
        }

        @Override
        public CheckpointMark getCheckpointMark() {
          return new Nothing();
        }

        @Override
        public UnboundedSource<byte[], ?> getCurrentSource() {
          return Scripted.this;
        }

        @Override
        public void close() {}
      };
    }
  }

  private record OneByOne(AtomicBoolean caughtUp) implements MessageForm<byte[]> {
    @Override
    public boolean isCaughtUp(UnboundedReader<byte[]> from) {
      return caughtUp.get();
    }

    @Override
    public int maxPerElement() {
      return 1;
    }

    @Override
    public SourceName source(byte[] record) {
      return new SourceName("scripted", List.of("test.stream"));
    }

    @Override
    public String shard(byte[] record) {
      return new String(record, 0, 1, StandardCharsets.UTF_8);
    }

    @Override
    public String position(byte[] record) {
      return "1";
    }

    @Override
    public byte[] payload(byte[] record) {
      return java.util.Arrays.copyOfRange(record, 2, record.length);
    }

    @Override
    public long arrivalMillis(byte[] record, long wall) {
      return record[0] == WRONG_CLOCK ? YEAR_2099 : wall;
    }
  }

  private UnboundedReader<RecordBlock> reader() {
    try {
      return MessageSource.of(
              new Scripted(coming),
              new OneByOne(caughtUp),
              new EventTimes.Spec<>(new VisitsDataset(ZoneOffset.UTC), LINES),
              Lateness.DEFAULT
                  .withOutOfOrderness(Duration.ofSeconds(10))
                  .withIdleAfter(Duration.ofMinutes(2)))
          .withStopAfterIdle(Duration.ofMinutes(3))
          .reader(PipelineOptionsFactory.create(), null, () -> now);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String visit(String shard, String time) {
    return shard + " u,2024-03-01 " + time + ",/a,1";
  }

  /** Lets time pass while the reader is polled. */
  private void listen(Duration time) throws Exception {
    for (long end = now + time.toMillis(); now < end; now += 500) {
      assertThat(reader.advance(), is(false));
    }
  }

  private String watermark() {
    return reader.getWatermark().toString().substring(11, 19);
  }

  @Test
  void silentShardDoesNotHoldBackTheOthers() throws Exception {
    coming.add(visit("a", "11:50:00"));
    coming.add(visit("b", "11:40:00"));
    assertThat(reader.start(), is(true));
    assertThat(reader.advance(), is(true));
    listen(Duration.ofMinutes(1));
    for (int i = 0; i < 150; i++) {
      coming.add(visit("a", "11:51:00"));
      now += 500;
      assertThat(reader.advance(), is(true));
    }
    assertThat(watermark(), is("11:50:50"));
  }

  @Test
  void readerThatIsHeldUpTakesNoneOfItsShardsForIdle() throws Exception {
    coming.add(visit("a", "11:50:00"));
    coming.add(visit("b", "11:40:00"));
    assertThat(reader.start(), is(true));
    assertThat(reader.advance(), is(true));
    listen(Duration.ofMinutes(2).minusSeconds(10));
    coming.add(visit("a", "11:50:00"));
    coming.add(visit("b", "11:40:00"));
    assertThat(reader.advance(), is(true));
    assertThat(reader.advance(), is(true));
    listen(Duration.ofSeconds(20));
    assertThat(watermark(), is("11:39:50"));

    now += Duration.ofHours(1).toMillis();
    coming.add(visit("a", "11:55:00"));
    coming.add(visit("b", "11:41:00"));
    assertThat("after an hour", reader.advance(), is(true));
    assertThat(watermark(), is("11:39:50"));
    assertThat(reader.advance(), is(true));
    assertThat(
        "judged by",
        reader.getCurrent().messages().get(0).watermarkMillis(),
        is(Instant.parse("2024-03-01T11:39:50Z").getMillis()));
    assertThat(watermark(), is("11:40:50"));
  }

  @Test
  void streamEndsAfterSilenceAndNotAfterAReaderWasHeldUp() throws Exception {
    coming.add(visit("a", "11:50:00"));
    assertThat(reader.start(), is(true));
    now += Duration.ofHours(1).toMillis();
    coming.add(visit("a", "11:51:00"));
    assertThat("after an hour", reader.advance(), is(true));
    listen(Duration.ofMinutes(3));
    assertThat(reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE), is(true));
    now += 500;
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    coming.add(visit("a", "11:52:00"));
    assertThat("it has ended", reader.advance(), is(false));
  }

  @Test
  void streamDoesNotEndBeforeItsServerHasAnswered() throws Exception {
    caughtUp.set(false);
    assertThat(reader.start(), is(false));
    listen(Duration.ofMinutes(5));
    coming.add(visit("a", "11:50:00"));
    assertThat("the answer", reader.advance(), is(true));
    caughtUp.set(true);
    listen(Duration.ofMinutes(3));
    now += 500;
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void watermarkOfASilentStreamFollowsTheClockOnTheWall() throws Exception {
    coming.add(visit("a", "11:50:00"));
    assertThat(reader.start(), is(true));
    listen(Duration.ofSeconds(10));
    now += Duration.ofHours(1).toMillis();
    listen(Duration.ofMinutes(2));
    assertThat(watermark(), is("13:00:00"));
  }

  @Test
  void streamThatDeliversIsASourceInTheLineage() throws Exception {
    MetricsContainerStepMap metrics = new MetricsContainerStepMap();
    Set<String> before;
    try (Closeable scope =
        MetricsEnvironment.scopedMetricsContainer(metrics.getContainer("ReadSource"))) {
      assertThat(scope != null, is(true));
      assertThat(reader.start(), is(false));
      before = sources(metrics);
      coming.add(visit("a", "11:50:00"));
      assertThat(reader.advance(), is(true));
    }
    assertThat(before, is(Set.of()));
    assertThat(sources(metrics), is(Set.of("scripted:`test.stream`")));
  }

  private static Set<String> sources(MetricsContainerStepMap metrics) {
    return Lineage.query(
        MetricsContainerStepMap.asAttemptedOnlyMetricResults(metrics), Lineage.Type.SOURCE);
  }

  @Test
  void wrongClockOfAProducerMakesNobodyLate() throws Exception {
    coming.add(visit("w", "10:00:00"));
    coming.add("w u,2099-01-01 10:00:00,/a,1");
    coming.add(visit("w", "10:00:05"));
    List<Message> messages = new java.util.ArrayList<>();
    for (boolean more = reader.start(); more; more = reader.advance()) {
      messages.addAll(reader.getCurrent().messages());
    }
    long first = java.time.Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
    assertThat(messages.size(), is(3));
    assertThat(messages.get(2).watermarkMillis(), is(first - 10_000));
    messages.forEach(message -> assertThat(message.arrivalMillis(), is(now)));
  }
}
