package io.footfall.testing.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
  @TempDir Path temp;

  @Test
  void consumesWhatWasProduced() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(temp)) {
      broker.createTopic("visits", 2);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("visits", "u1", "a")).get();
        producer.send(new ProducerRecord<>("visits", "u2", "b")).get();
      }
      List<String> consumed = new ArrayList<>();
      try (KafkaConsumer<String, String> consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrapServers(),
                  "group.id",
                  "test",
                  "auto.offset.reset",
                  "earliest"),
              new StringDeserializer(),
              new StringDeserializer())) {
        consumer.subscribe(List.of("visits"));
        Await.until(
            "two records are consumed",
            Duration.ofMinutes(3),
            () -> {
              consumer.poll(Duration.ofMillis(200)).forEach(r -> consumed.add(r.value()));
              return consumed.size() >= 2;
            });
      }
      assertThat(consumed, containsInAnyOrder("a", "b"));
    }
  }
}
