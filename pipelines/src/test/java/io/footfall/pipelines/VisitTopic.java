package io.footfall.pipelines;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of Kafka that takes visits as lines of CSV, those of a user in one partition. */
record VisitTopic(KafkaBroker broker, String name, int partitions) {

  /** Makes it. */
  static VisitTopic create(KafkaBroker broker, String name, int partitions) throws Exception {
    broker.createTopic(name, partitions);
    return new VisitTopic(broker, name, partitions);
  }

  /** The same topic, once it has more partitions. */
  VisitTopic grownTo(int number) throws Exception {
    broker.addPartitions(name, number);
    return new VisitTopic(broker, name, number);
  }

  /** As {@code --input} has it. */
  String url() {
    return broker.uri(name);
  }

  /** Sends records, waits until they are stored, and adds them to the expected stream. */
  void send(List<Sent> records, VisitStream stream) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("acks", "all");
    settings.put("linger.ms", 20);
    List<Future<RecordMetadata>> sending = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Sent record : records) {
        int partition = Math.floorMod(record.user().hashCode(), partitions);
        byte[] message = record.csv().getBytes(StandardCharsets.UTF_8);
        sending.add(producer.send(new ProducerRecord<>(name, partition, null, message)));
        stream.came(Integer.toString(partition), record);
      }
      for (int i = 0; i < sending.size(); i++) {
        RecordMetadata place = sending.get(i).get();
        stream.isAt(url() + "/" + place.partition(), Long.toString(place.offset()), records.get(i));
      }
    }
  }
}
