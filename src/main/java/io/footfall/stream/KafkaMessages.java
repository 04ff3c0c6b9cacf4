package io.footfall.stream;

import io.footfall.errors.FootfallException;
import io.footfall.source.SourceName;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Kafka ({@link KafkaAddress}). Each of its partitions is a shard. Only records of
 * committed transactions are read.
 *
 * @param brokers the initial brokers, as in {@code bootstrap.servers}
 * @param topic the topic
 * @param position where reading starts without a checkpoint
 * @param configFile a file of consumer settings, such as those of SASL; it is read where the
 *     consumer runs, so that the settings are not part of the job
 */
public record KafkaMessages(
    String brokers, String topic, InitialPosition position, @Nullable String configFile)
    implements Serializable {
  private static final int MOST_AT_ONCE = 500;

  /**
   * Returns the topic of a URL.
   *
   * @throws FootfallException if the address is invalid
   */
  public static KafkaMessages of(
      String url, InitialPosition position, @Nullable String configFile) {
    KafkaAddress address = KafkaAddress.of(url);
    return new KafkaMessages(address.brokers(), address.topic(), position, configFile);
  }

  /**
   * Reads the settings in the file; none if there is no file.
   *
   * @throws FootfallException if it cannot be read
   */
  public Properties settings() {
    return KafkaAddress.settings(configFile);
  }

  /** Returns the source that reads the topic, including partitions added later. */
  public UnboundedSource<KafkaRecord<byte[], byte[]>, TopicSource.Mark> source() {
    return TopicSource.of(this);
  }

  /** Returns the partitions of the topic; the caller closes them. */
  TopicPartitions partitions() {
    return new TopicPartitions(brokers, topic, settings());
  }

  /**
   * Returns Beam's source of some partitions. Its readers begin at a mark that names an offset for
   * each partition.
   *
   * @param partitions the partitions; empty for all that exist at the first start
   */
  @SuppressWarnings("unchecked") // These are the checkpoints of Kafka's source.
  UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> source(
      List<TopicPartition> partitions) {
    KafkaIO.Read<byte[], byte[]> read =
        KafkaIO.<byte[], byte[]>read()
            .withBootstrapServers(brokers)
            .withKeyDeserializer(ByteArrayDeserializer.class)
            .withValueDeserializer(ByteArrayDeserializer.class)
            .withConsumerConfigUpdates(
                Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"))
            .withConsumerFactoryFn(new OpenConsumer(configFile));
    read = partitions.isEmpty() ? read.withTopic(topic) : read.withTopicPartitions(partitions);
    return (UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark>)
        UnderlyingSource.of(read);
  }

  /** Returns the conversion of its records to messages. */
  public MessageForm<KafkaRecord<byte[], byte[]>> form() {
    return new Form("kafka://" + brokers + "/");
  }

  /** Adds the settings of the file to those of the job. */
  private record OpenConsumer(@Nullable String configFile)
      implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
    @Override
    public Consumer<byte[], byte[]> apply(Map<String, Object> settings) {
      Map<String, Object> all = new HashMap<>(settings);
      KafkaAddress.settings(configFile)
          .forEach((name, value) -> all.put(String.valueOf(name), value));
      // Fails if the topic lost the next record, instead of silently skipping ahead.
      all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      return new TopicConsumer(all);
    }
  }

  private record Form(String prefix) implements MessageForm<KafkaRecord<byte[], byte[]>> {
    @Override
    public int maxPerElement() {
      return MOST_AT_ONCE; // The reader waits some milliseconds when no record is available.
    }

    @Override
    public boolean isCaughtUp(UnboundedReader<KafkaRecord<byte[], byte[]>> reader) {
      return ((TopicSource.Reader) reader).isCaughtUp();
    }

    /** Returns the lineage that Beam's own Kafka transform reports: the brokers and the topic. */
    @Override
    public SourceName source(KafkaRecord<byte[], byte[]> record) {
      String brokers = prefix.substring("kafka://".length(), prefix.length() - 1);
      return new SourceName("kafka", List.of(brokers, record.getTopic()));
    }

    @Override
    public String shard(KafkaRecord<byte[], byte[]> record) {
      return prefix + record.getTopic() + "/" + record.getPartition();
    }

    @Override
    public String position(KafkaRecord<byte[], byte[]> record) {
      return Long.toString(record.getOffset());
    }

    @Override
    public byte[] payload(KafkaRecord<byte[], byte[]> record) {
      byte @Nullable [] value = record.getKV().getValue();
      return value == null ? new byte[0] : value;
    }

    @Override
    public long arrivalMillis(KafkaRecord<byte[], byte[]> record, long now) {
      // Set by the broker or the producer, depending on the topic's configuration; only very old
      // producers send none.
      return record.getTimestamp() >= 0 ? record.getTimestamp() : now;
    }
  }
}
