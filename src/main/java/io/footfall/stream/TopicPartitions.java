package io.footfall.stream;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks a Kafka which partitions a topic has now. */
final class TopicPartitions implements Closeable {
  private static final int MILLIS_TO_ANSWER = 30_000;

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

  /** Returns the number of partitions, which are numbered from 0. */
  int number() throws IOException {
    try {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get()
          .partitions()
          .size();
    } catch (ExecutionException | KafkaException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Returns the offset of the first record that each of these partitions still has. */
  Map<Integer, Long> firstOffsets(List<Integer> partitions) throws IOException {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream()
            .collect(
                Collectors.toMap(
                    number -> new TopicPartition(topic, number), number -> OffsetSpec.earliest()));
    Map<Integer, Long> offsets = new TreeMap<>();
    try {
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    } catch (ExecutionException | KafkaException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return offsets;
  }

  private IOException failed(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new IOException(
        "Kafka does not tell the partitions of the topic " + topic + ": " + cause.getMessage(), e);
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
