package io.footfall.stream;

import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Kafka: {@code kafka://HOST:PORT/TOPIC}, with several brokers separated by semicolons.
 * Each of its partitions is a shard. Only records of committed transactions are read.
 *
 * @param brokers the brokers to begin with, as {@code bootstrap.servers} has them
 * @param topic the topic
 * @param position where reading begins if there is no checkpoint
 * @param configFile a file of consumer settings, such as those of SASL, read where the consumer is;
 *     so that none of them travels with the job
 */
public record KafkaMessages(
    String brokers, String topic, InitialPosition position, @Nullable String configFile)
    implements Serializable {
  private static final int MOST_AT_ONCE = 500;
  private static final Pattern URL = Pattern.compile("kafka://([^/,]+:\\d+)/([a-zA-Z0-9._-]+)");

  /**
   * The topic of a URL.
   *
   * @throws InputRefusedException if it is none
   */
  public static KafkaMessages of(
      String url, InitialPosition position, @Nullable String configFile) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new InputRefusedException(
          Kind.USAGE, url + " is no topic of Kafka; expected kafka://HOST:PORT/TOPIC.");
    }
    return new KafkaMessages(
        parts.group(1).replace(';', ','), parts.group(2), position, configFile);
  }

  /**
   * The settings in the file; none if there is no file.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public Properties settings() {
    return configFile == null ? new Properties() : settings(configFile);
  }

  private static Properties settings(String configFile) {
    Properties file = new Properties();
    try (InputStream in =
        Channels.newInputStream(
            FileSystems.open(FileSystems.matchNewResource(configFile, false)))) {
      file.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The Kafka settings in " + configFile + " cannot be read: " + e.getMessage(), e);
    }
    return file;
  }

  /** The source that reads it. */
  public UnboundedSource<KafkaRecord<byte[], byte[]>, ?> source() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, position.isLatest() ? "latest" : "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    KafkaIO.Read<byte[], byte[]> read =
        KafkaIO.<byte[], byte[]>read()
            .withBootstrapServers(brokers)
            .withTopic(topic)
            .withKeyDeserializer(ByteArrayDeserializer.class)
            .withValueDeserializer(ByteArrayDeserializer.class)
            .withConsumerConfigUpdates(settings)
            .withConsumerFactoryFn(new OpenConsumer(configFile));
    if (position.instant() != null) {
      read =
          read.withStartReadTime(
              org.joda.time.Instant.ofEpochMilli(position.instant().toEpochMilli()));
    }
    return SourceBelow.of(read);
  }

  /** How its records are messages. */
  public MessageForm<KafkaRecord<byte[], byte[]>> form() {
    return new Form("kafka://" + brokers + "/");
  }

  /** Adds the settings of the file to those of the job. */
  private record OpenConsumer(@Nullable String configFile)
      implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
    @Override
    public Consumer<byte[], byte[]> apply(Map<String, Object> settings) {
      Map<String, Object> all = new HashMap<>(settings);
      if (configFile != null) {
        settings(configFile).forEach((name, value) -> all.put(String.valueOf(name), value));
      }
      return new KafkaConsumer<>(all);
    }
  }

  private record Form(String prefix) implements MessageForm<KafkaRecord<byte[], byte[]>> {
    @Override
    public int mostAtOnce() {
      return MOST_AT_ONCE; // Its reader waits some milliseconds.
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
      // The broker's time or the producer's, as the topic is set; only very old producers say none.
      return record.getTimestamp() >= 0 ? record.getTimestamp() : now;
    }
  }
}
