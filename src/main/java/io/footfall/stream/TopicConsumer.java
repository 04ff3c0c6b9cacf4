package io.footfall.stream;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that knows whether Kafka has confirmed that its partitions have no further records. An
 * empty poll does not prove this, because the response may still be in transit.
 *
 * <p>One thread polls; any thread may call {@link #isCaughtUp}.
 */
final class TopicConsumer extends KafkaConsumer<byte[], byte[]> {
  private volatile boolean caughtUp;

  /** Creates a consumer with Kafka's consumer settings. */
  TopicConsumer(Map<String, Object> settings) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Returns whether the consumer of a started Beam reader has caught up.
   *
   * @throws IllegalStateException if Beam's reader has no field named {@code consumer}, as after an
   *     upgrade of Beam
   */
  static boolean isCaughtUp(UnboundedReader<?> reader) {
    try {
      // Reads a private field, because Beam creates the consumer with a copy of the given function.
      Field consumer = reader.getClass().getDeclaredField("consumer");
      consumer.setAccessible(true);
      return ((TopicConsumer) consumer.get(reader)).caughtUp;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Beam's reader has no consumer", e);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // Beam calls this method.
  public ConsumerRecords<byte[], byte[]> poll(long millis) {
    ConsumerRecords<byte[], byte[]> records = super.poll(millis);
    // The lag is unknown until Kafka has responded. Beam polls again only after its reader has
    // taken the records of the previous poll.
    caughtUp =
        records.isEmpty()
            && assignment().stream()
                .allMatch(partition -> currentLag(partition).equals(OptionalLong.of(0)));
    return records;
  }
}
