package io.footfall.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark.PartitionMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
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
 *
 * <p>Records that the topic lost before they were read, because it was deleted and recreated, or
 * because their retention has passed, are reported with their number as an error ({@link
 * DataLoss}).
 */
public final class TopicSource
    extends UnboundedSource<KafkaRecord<byte[], byte[]>, TopicSource.Mark> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);
  private static final long MILLIS_BETWEEN_POLLS = 10_000;

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
    return new TopicSource(topic, topic.source(List.of()), 0, 1);
  }

  /** Splits into the desired number of parts, or fewer, so that each part has a partition. */
  @Override
  public List<TopicSource> split(int desiredNumSplits, PipelineOptions options) throws IOException {
    int number;
    try (TopicPartitions partitions = topic.partitions()) {
      number = Math.max(1, Math.min(desiredNumSplits, partitions.describe().number()));
    }
    return IntStream.range(0, number)
        .mapToObj(i -> new TopicSource(topic, all, i, number))
        .toList();
  }

  @Override
  public UnboundedReader<KafkaRecord<byte[], byte[]>> createReader(
      PipelineOptions options, @Nullable Mark mark) throws IOException {
    return new Reader(
        (below, from) -> below.createReader(options, from), mark, DataLoss.of(options));
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder(all.getCheckpointMarkCoder());
  }

  @Override
  public Coder<KafkaRecord<byte[], byte[]>> getOutputCoder() {
    return all.getOutputCoder();
  }

  @Override
  public boolean requiresDeduping() {
    return false;
  }

  /** The position of a reader, with the ID of the topic: a later topic can have the same name. */
  public static final class Mark implements CheckpointMark {
    private final KafkaCheckpointMark below;
    private final String topicId;

    Mark(KafkaCheckpointMark below, String topicId) {
      this.below = below;
      this.topicId = topicId;
    }

    @Override
    public void finalizeCheckpoint() throws IOException {
      below.finalizeCheckpoint();
    }
  }

  private static final class MarkCoder extends CustomCoder<Mark> {
    private static final long serialVersionUID = 1L;
    private final Coder<KafkaCheckpointMark> below;

    MarkCoder(Coder<KafkaCheckpointMark> below) {
      this.below = below;
    }

    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      below.encode(mark.below, out);
      StringUtf8Coder.of().encode(mark.topicId, out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      return new Mark(below.decode(in), StringUtf8Coder.of().decode(in));
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      below.verifyDeterministic();
    }
  }

  /** Opens a Beam reader. */
  @FunctionalInterface
  private interface Opening {
    UnboundedReader<KafkaRecord<byte[], byte[]>> open(
        UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> source,
        KafkaCheckpointMark from)
        throws IOException;
  }

  /** Reads the partitions of a part, whose number may grow. */
  final class Reader extends UnboundedReader<KafkaRecord<byte[], byte[]>> {
    private final Opening opening;
    private final DataLoss loss;
    private final TopicPartitions partitions;
    private final Thread thread = new Thread(this::pollPartitions, "new-partitions");
    private volatile TopicPartitions.Description present;
    private TopicPartitions.Description known;
    private @Nullable UnboundedReader<KafkaRecord<byte[], byte[]>> below;

    Reader(Opening opening, @Nullable Mark mark, DataLoss loss) throws IOException {
      this.opening = opening;
      this.loss = loss;
      partitions = topic.partitions();
      try {
        present = partitions.describe();
        known = present;
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
     * Opens a Beam reader for all known partitions.
     *
     * @param mark the positions in the known partitions; null on the first start, when all
     *     partitions are read from the initial position
     */
    private void open(@Nullable Mark mark) throws IOException {
      TopicPartitions.Description now = present;
      List<Integer> numbers = ours(now.number());
      Map<Integer, Long> places =
          mark == null
              ? initialOffsets(numbers)
              : offsetsAfter(mark, now.isAnother(mark.topicId), numbers);
      known = now;
      if (places.isEmpty()) {
        return;
      }
      List<TopicPartition> names = new ArrayList<>();
      List<PartitionMark> marks = new ArrayList<>();
      places.forEach(
          (i, offset) -> {
            names.add(new TopicPartition(topic.topic(), i));
            marks.add(
                new PartitionMark(
                    topic.topic(), i, offset, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()));
          });
      below = opening.open(topic.source(names), new KafkaCheckpointMark(marks, Optional.empty()));
    }

    private Map<Integer, Long> initialOffsets(List<Integer> numbers) throws IOException {
      InitialPosition position = topic.position();
      if (position.instant() != null) {
        return partitions.offsetsSince(position.instant(), numbers);
      }
      return position.isLatest()
          ? partitions.endOffsets(numbers)
          : partitions.firstOffsets(numbers);
    }

    /** Returns the offsets at which to resume, and reports records lost since the checkpoint. */
    private Map<Integer, Long> offsetsAfter(Mark mark, boolean isAnother, List<Integer> numbers)
        throws IOException {
      Map<Integer, Long> first = partitions.firstOffsets(numbers);
      Map<Integer, Long> read = new TreeMap<>();
      mark.below.getPartitions().forEach(p -> read.put(p.getPartition(), p.getNextOffset()));
      if (isAnother || !numbers.containsAll(read.keySet())) {
        loss.report(
            "The topic "
                + topic.topic()
                + " was deleted and recreated. Records of the old one that were not read are lost,"
                + " and their number is unknown. The new one is read from its first record.");
        return first;
      }
      List<Integer> added = numbers.stream().filter(i -> !read.containsKey(i)).toList();
      if (!added.isEmpty()) {
        LOG.info("Reading the new partitions {} of {} too", added, topic.topic());
      }
      Map<Integer, Long> end = partitions.endOffsets(read.keySet());
      Map<Integer, Long> places = new TreeMap<>(first);
      read.forEach(
          (i, next) -> {
            long start = first.getOrDefault(i, next);
            places.put(i, resume(i, next, start, end.getOrDefault(i, next)));
          });
      return places;
    }

    private long resume(int partition, long next, long first, long end) {
      if (next < first) {
        loss.report(
            String.format(
                Locale.ROOT,
                "Up to %,d records of partition %d of the topic %s were deleted before they were"
                    + " read: reading resumes at offset %d, but the first one left is %d. Their"
                    + " retention has passed.",
                first - next,
                partition,
                topic.topic(),
                next,
                first));
        return first;
      }
      if (next > end) {
        loss.report(
            String.format(
                Locale.ROOT,
                "Partition %d of the topic %s was truncated or recreated: reading resumes at offset"
                    + " %d, but the partition ends at %d.",
                partition,
                topic.topic(),
                next,
                end));
        return end;
      }
      return next;
    }

    private void pollPartitions() {
      try {
        while (true) {
          Thread.sleep(MILLIS_BETWEEN_POLLS);
          try {
            present = partitions.describe();
          } catch (IOException e) {
            LOG.warn("{}. Asked again in {} ms.", e.getMessage(), MILLIS_BETWEEN_POLLS);
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
      TopicPartitions.Description now = present;
      if (!now.equals(known)
          && (now.isAnother(known.id())
              || ours(now.number()).size() > ours(known.number()).size())) {
        return reopen();
      }
      try {
        return below != null && below.advance();
      } catch (IOException e) {
        if (!(rootOf(e) instanceof OffsetOutOfRangeException)) {
          throw e;
        }
        present = partitions.describe();
        return reopen();
      }
    }

    private boolean reopen() throws IOException {
      Mark mark = getCheckpointMark();
      if (below != null) {
        below.close();
      }
      open(mark);
      return below != null && below.start();
    }

    /** Returns whether Kafka has confirmed that the partitions have no further records. */
    boolean isCaughtUp() {
      return below == null || TopicConsumer.isCaughtUp(below);
    }

    private static Throwable rootOf(Throwable e) {
      return e.getCause() == null ? e : rootOf(e.getCause());
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

    /** Never called, because {@link MessageSource} has its own watermark. */
    @Override
    public Instant getWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(
          below == null
              ? new KafkaCheckpointMark(new ArrayList<>(), Optional.empty())
              : (KafkaCheckpointMark) below.getCheckpointMark(),
          known.id());
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
