package io.footfall.pipelines.publish;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a Kafka topic with an idempotent producer that waits for all in-sync replicas. Its
 * retries store no message twice, and messages with the same key keep their order.
 */
public final class KafkaTopic implements MessageStream {
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  /** The broker's limit of 1 MiB + 12 bytes includes this overhead. */
  private static final int MESSAGE_OVERHEAD = 512;

  private static final int MILLIS_TO_FILL_A_BATCH = 20;
  private static final int BATCH_BYTES = 128 << 10;
  private static final long BUFFER_BYTES = 64L << 20;
  private static final Duration TIME_TO_END = Duration.ofSeconds(1);
  private static final int MILLIS_TO_FIND_OUT = 15_000;

  private final String servers;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();

  private KafkaTopic(String servers, String topic, KafkaProducer<byte[], byte[]> producer) {
    this.servers = servers;
    this.topic = topic;
    this.producer = producer;
  }

  /**
   * Opens a topic.
   *
   * @param servers {@code HOST:PORT,...}
   * @param topic name of the topic
   * @param settings additional client settings, such as security settings
   * @param patience how long a message is resent before sending fails
   * @throws FootfallException if the topic does not exist or no broker responds
   */
  public static KafkaTopic open(
      String servers, String topic, Properties settings, Duration patience) {
    Properties all = new Properties();
    all.putAll(settings);
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    check(servers, topic, all, "output");
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    all.put(ProducerConfig.LINGER_MS_CONFIG, MILLIS_TO_FILL_A_BATCH);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    int millis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
    all.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.max(1, Math.min(MILLIS_TO_FIND_OUT, millis - MILLIS_TO_FILL_A_BATCH)));
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    try {
      return new KafkaTopic(
          servers,
          topic,
          new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw refused(servers, topic, e, "output");
    }
  }

  /**
   * Checks that a topic exists.
   *
   * @param servers bootstrap brokers
   * @param settings additional client settings
   * @param option the option with the topic, for error messages
   * @throws FootfallException if the topic does not exist or no broker responds
   */
  public static void check(String servers, String topic, Properties settings, String option) {
    Properties asking = new Properties();
    asking.putAll(settings);
    asking.put("bootstrap.servers", servers);
    asking.put("request.timeout.ms", Integer.toString(MILLIS_TO_FIND_OUT / 3));
    asking.put("default.api.timeout.ms", Integer.toString(MILLIS_TO_FIND_OUT));
    try (Admin admin = Admin.create(asking)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
    } catch (ExecutionException e) {
      throw refused(servers, topic, e.getCause() == null ? e : e.getCause(), option);
    } catch (KafkaException e) {
      throw refused(servers, topic, e, option);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static FootfallException refused(
      String servers, String topic, Throwable e, String option) {
    String message;
    if (e instanceof UnknownTopicOrPartitionException) {
      message =
          "Topic not found: %s on %s. Create it, or check --%s.".formatted(topic, servers, option);
    } else if (e instanceof TimeoutException) {
      message = "No Kafka broker responds at " + servers + ". Check --" + option + ".";
    } else {
      message = "Kafka at " + servers + " refused the request: " + reason(e) + ".";
    }
    return new FootfallException(Kind.IO, message, e);
  }

  /** Returns the root cause, because Kafka's client wraps problems with its settings. */
  private static String reason(Throwable e) {
    Throwable root = e.getCause() instanceof KafkaException cause ? cause : e;
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
  }

  @Override
  public String name() {
    return "kafka://" + servers + "/" + topic;
  }

  @Override
  public int maxMessageBytes() {
    return MAX_MESSAGE_BYTES - MESSAGE_OVERHEAD;
  }

  @Override
  public void send(String key, byte[] message) {
    checkFailure();
    try {
      // The callback receives the same result.
      var unused =
          producer.send(
              new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), message),
              (metadata, e) -> {
                if (e == null) {
                  acknowledged.incrementAndGet();
                } else {
                  failure.compareAndSet(null, refused(servers, topic, e, "output"));
                }
              });
    } catch (KafkaException e) {
      throw refused(servers, topic, e, "output");
    }
  }

  private void checkFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void flush() {
    producer.flush();
    checkFailure();
  }

  @Override
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public long repeated() {
    return producer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("record-retry-total"))
        .filter(metric -> metric.metricName().group().equals("producer-metrics"))
        .mapToLong(metric -> metric.metricValue() instanceof Number n ? n.longValue() : 0)
        .sum();
  }

  @Override
  public void close() {
    producer.close(TIME_TO_END);
  }
}
