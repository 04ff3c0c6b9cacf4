package io.footfall.stream;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that knows whether Kafka has answered that its partitions have no further records. An
 * empty poll does not prove it: the response may still be in transit.
 *
 * <p>One thread polls; any thread may ask.
 */
final class TopicConsumer extends KafkaConsumer<byte[], byte[]> {
  private volatile boolean caughtUp;

  /** Creates a consumer with settings of Kafka. */
  TopicConsumer(Map<String, Object> settings) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Returns whether the consumer of a started reader of Beam's has caught up.
   *
   * @throws IllegalStateException if Beam's reader has changed
   */
  static boolean isCaughtUp(UnboundedReader<?> reader) {
    try {
      // Beam opens the consumer with a copy of the function that it is given.
      Field consumer = reader.getClass().getDeclaredField("consumer");
      consumer.setAccessible(true);
      return ((TopicConsumer) consumer.get(reader)).caughtUp;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Beam's reader has no consumer", e);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // Beam calls it.
  public ConsumerRecords<byte[], byte[]> poll(long millis) {
    ConsumerRecords<byte[], byte[]> records = super.poll(millis);
    // The lag is unknown until Kafka has answered. Beam polls again when its reader has taken the
    // records of the poll before.
    caughtUp =
        records.isEmpty()
            && assignment().stream()
                .allMatch(partition -> currentLag(partition).equals(OptionalLong.of(0)));
    return records;
  }
}
