package io.footfall.stream;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Reads the current partitions of a Kafka topic and their offsets. */
final class TopicPartitions implements Closeable {
  private static final int MILLIS_TO_ANSWER = 30_000;

  /**
   * The current state of a topic.
   *
   * @param id the ID that the broker gave the topic when it was created; empty if the broker is too
   *     old to have one
   * @param number the number of partitions, which are numbered from 0
   */
  record Description(String id, int number) {
    /** Returns whether this is certainly another topic than the one with this ID. */
    boolean isAnother(String earlierId) {
      return !id.isEmpty() && !earlierId.isEmpty() && !id.equals(earlierId);
    }
  }

  private final String topic;
  private final Admin admin;

  TopicPartitions(String brokers, String topic, Properties settings) {
    this.topic = topic;
    Properties asking = new Properties();
    asking.putAll(settings);
    asking.put("bootstrap.servers", brokers);
    asking.put("default.api.timeout.ms", Integer.toString(MILLIS_TO_ANSWER));
    admin = Admin.create(asking);
  }

  /** Returns the current state of the topic. */
  Description describe() throws IOException {
    TopicDescription found =
        answer(admin.describeTopics(List.of(topic)).topicNameValues().values().iterator().next());
    String id = found.topicId().equals(Uuid.ZERO_UUID) ? "" : found.topicId().toString();
    return new Description(id, found.partitions().size());
  }

  /** Returns the offset of the first record that each of these partitions still has. */
  Map<Integer, Long> firstOffsets(Collection<Integer> partitions) throws IOException {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** Returns the offset after the last committed record of each of these partitions. */
  Map<Integer, Long> endOffsets(Collection<Integer> partitions) throws IOException {
    return offsets(partitions, OffsetSpec.latest());
  }

  /**
   * Returns the offset of the first record of each of these partitions that arrived at this time or
   * later; the end of a partition that has none.
   */
  Map<Integer, Long> offsetsSince(Instant time, Collection<Integer> partitions) throws IOException {
    Map<Integer, Long> offsets =
        new TreeMap<>(offsets(partitions, OffsetSpec.forTimestamp(time.toEpochMilli())));
    List<Integer> without =
        partitions.stream().filter(i -> offsets.getOrDefault(i, -1L) < 0).toList();
    offsets.putAll(endOffsets(without));
    return offsets;
  }

  private Map<Integer, Long> offsets(Collection<Integer> partitions, OffsetSpec which)
      throws IOException {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream()
            .collect(Collectors.toMap(number -> new TopicPartition(topic, number), n -> which));
    Map<Integer, Long> offsets = new TreeMap<>();
    if (!wanted.isEmpty()) {
      answer(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
          .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    }
    return offsets;
  }

  private <T> T answer(KafkaFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Kafka does not describe the topic " + topic + ": " + cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
