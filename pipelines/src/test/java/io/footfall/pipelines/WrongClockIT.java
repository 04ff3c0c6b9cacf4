package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.testing.process.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A producer of Kafka whose clock is wrong. */
class WrongClockIT {
  private static final Instant YEAR_2099 = Instant.parse("2099-01-01T00:00:00Z");

  @TempDir Path temp;

  private Ended count(KafkaBroker kafka) throws Exception {
    return FootfallProcess.launcher(temp)
        .runWell(
            "visits",
            "--input=" + kafka.uri("clicks"),
            "--window=1h",
            "--idleAfter=1s",
            "--stopAfterIdle=4s",
            "--allowedLateness=0s",
            "--overwrite",
            "--output=" + temp.resolve("out"));
  }

  @Test
  void makesNoRecordOfTheOthersLate() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start(temp.resolve("kafka"));
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
      kafka.createTopic("clicks", 1);
      // No window ends while the test runs, and these times are not too far ahead to count.
      long now = System.currentTimeMillis() + Duration.ofMinutes(30).toMillis();
      send(producer, YEAR_2099.toEpochMilli());
      for (int i = 0; i < 5; i++) {
        send(producer, now + i);
      }
      assertThat(count(kafka).out(), containsString("read 6 = ok 6 "));
      for (int i = 5; i < 10; i++) {
        send(producer, now + i);
      }
      assertThat(
          "started again, with more records",
          count(kafka).out(),
          containsString("read 11 = ok 11 "));
    }
  }

  private static void send(KafkaProducer<String, String> producer, long millis) throws Exception {
    String visit =
        "{\"user_id\":\"u\",\"timestamp\":\"" + Instant.ofEpochMilli(millis) + "\",\"url\":\"/a\"}";
    producer.send(new ProducerRecord<>("clicks", 0, millis, "u", visit)).get();
  }
}
