package io.footfall.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark.PartitionMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka topic, including partitions that are added later. Beam's own source keeps the partitions
 * of its first start in every checkpoint, so that a new partition would silently never be read.
 *
 * <p>A partition belongs to the part whose number is the partition modulo the number of parts, so
 * every reader knows which new partitions are its own. It looks for them at the start, also from a
 * checkpoint, and while it reads. New partitions are read from their first record.
 */
final class TopicSource extends UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);
  private static final long MILLIS_BETWEEN_LOOKS = 10_000;

  private final KafkaMessages topic;
  private final UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> all;
  private final int part;
  private final int parts;

  private TopicSource(
      KafkaMessages topic,
      UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> all,
      int part,
      int parts) {
    this.topic = topic;
    this.all = all;
    this.part = part;
    this.parts = parts;
  }

  static TopicSource of(KafkaMessages topic) {
    return new TopicSource(topic, topic.source(List.of(), false), 0, 1);
  }

  /** Splits into the desired number of parts, or fewer, so that each part has a partition. */
  @Override
  public List<TopicSource> split(int desiredNumSplits, PipelineOptions options) throws IOException {
    int number;
    try (TopicPartitions partitions = topic.partitions()) {
      number = Math.max(1, Math.min(desiredNumSplits, partitions.number()));
    }
    return IntStream.range(0, number)
        .mapToObj(i -> new TopicSource(topic, all, i, number))
        .toList();
  }

  @Override
  public UnboundedReader<KafkaRecord<byte[], byte[]>> createReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) throws IOException {
    return new Reader((below, from) -> below.createReader(options, from), mark);
  }

  @Override
  public Coder<KafkaCheckpointMark> getCheckpointMarkCoder() {
    return all.getCheckpointMarkCoder();
  }

  @Override
  public Coder<KafkaRecord<byte[], byte[]>> getOutputCoder() {
    return all.getOutputCoder();
  }

  @Override
  public boolean requiresDeduping() {
    return false;
  }

  /** Opens a reader of Beam's. */
  @FunctionalInterface
  private interface Opening {
    UnboundedReader<KafkaRecord<byte[], byte[]>> open(
        UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> source,
        @Nullable KafkaCheckpointMark from)
        throws IOException;
  }

  /** Reads the partitions of a part, which may become more. */
  private final class Reader extends UnboundedReader<KafkaRecord<byte[], byte[]>> {
    private final Opening opening;
    private final TopicPartitions partitions;
    private final Thread thread = new Thread(this::look, "new-partitions");
    private volatile int present;
    private int known;
    private @Nullable UnboundedReader<KafkaRecord<byte[], byte[]>> below;

    Reader(Opening opening, @Nullable KafkaCheckpointMark mark) throws IOException {
      this.opening = opening;
      partitions = topic.partitions();
      try {
        present = partitions.number();
        open(mark);
      } catch (IOException | RuntimeException e) {
        partitions.close();
        throw e;
      }
    }

    private List<Integer> ours(int number) {
      return IntStream.range(0, number).filter(i -> i % parts == part).boxed().toList();
    }

    /**
     * Opens a reader of Beam's for all partitions that are there.
     *
     * @param mark how far those have been read that are known; null at the first start, when all
     *     are read from the initial position on
     */
    private void open(@Nullable KafkaCheckpointMark mark) throws IOException {
      known = present;
      Map<Integer, PartitionMark> places = new TreeMap<>();
      if (mark != null) {
        mark.getPartitions().forEach(place -> places.put(place.getPartition(), place));
        List<Integer> added = ours(known).stream().filter(i -> !places.containsKey(i)).toList();
        partitions.firstOffsets(added).forEach((i, first) -> places.put(i, begin(i, first)));
        if (!added.isEmpty()) {
          LOG.info("Reading the new partitions {} of {} too", added, topic.topic());
        }
      }
      List<Integer> numbers = mark == null ? ours(known) : List.copyOf(places.keySet());
      if (numbers.isEmpty()) {
        return;
      }
      List<TopicPartition> names =
          numbers.stream().map(i -> new TopicPartition(topic.topic(), i)).toList();
      KafkaCheckpointMark from =
          mark == null
              ? null
              : new KafkaCheckpointMark(new ArrayList<>(places.values()), Optional.empty());
      boolean goesOn =
          mark != null && places.values().stream().allMatch(place -> place.getNextOffset() >= 0);
      below = opening.open(topic.source(names, goesOn), from);
    }

    private PartitionMark begin(int partition, long offset) {
      return new PartitionMark(
          topic.topic(), partition, offset, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
    }

    private void look() {
      try {
        while (true) {
          Thread.sleep(MILLIS_BETWEEN_LOOKS);
          try {
            present = Math.max(present, partitions.number());
          } catch (IOException e) {
            LOG.warn("{}. Asked again in {} ms.", e.getMessage(), MILLIS_BETWEEN_LOOKS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // Closed.
      }
    }

    @Override
    public boolean start() throws IOException {
      thread.setDaemon(true);
      thread.start();
      return below != null && below.start();
    }

    @Override
    public boolean advance() throws IOException {
      if (present > known && ours(present).size() > ours(known).size()) {
        KafkaCheckpointMark mark = getCheckpointMark();
        if (below != null) {
          below.close();
        }
        open(mark);
        return below != null && below.start();
      }
      return below != null && below.advance();
    }

    private UnboundedReader<KafkaRecord<byte[], byte[]>> below() {
      if (below == null) {
        throw new NoSuchElementException();
      }
      return below;
    }

    @Override
    public KafkaRecord<byte[], byte[]> getCurrent() {
      return below().getCurrent();
    }

    @Override
    public Instant getCurrentTimestamp() {
      return below().getCurrentTimestamp();
    }

    @Override
    public byte[] getCurrentRecordId() {
      return below().getCurrentRecordId();
    }

    /** Is never called, because {@link MessageSource} has its own watermark. */
    @Override
    public Instant getWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public KafkaCheckpointMark getCheckpointMark() {
      return below == null
          ? new KafkaCheckpointMark(new ArrayList<>(), Optional.empty())
          : (KafkaCheckpointMark) below.getCheckpointMark();
    }

    @Override
    public UnboundedSource<KafkaRecord<byte[], byte[]>, ?> getCurrentSource() {
      return TopicSource.this;
    }

    @Override
    public long getSplitBacklogBytes() {
      return below == null ? 0 : below.getSplitBacklogBytes();
    }

    @Override
    public void close() throws IOException {
      thread.interrupt();
      if (below != null) {
        below.close();
      }
      partitions.close();
    }
  }
}
