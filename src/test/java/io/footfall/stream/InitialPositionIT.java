package io.footfall.stream;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.records.ReadSettings;
import io.footfall.source.SourceName;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FaultyProxy;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.KinesisServer;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;

class InitialPositionIT {
  private static final Duration MOST = Duration.ofMinutes(3);

  @TempDir Path temp;

  /** A reader of a stream in one part, whose messages are texts. */
  private static final class Reading<T, M extends CheckpointMark> implements AutoCloseable {
    private final UnboundedSource<T, M> source;
    private final MessageForm<T> form;
    private final UnboundedReader<T> reader;
    private boolean isThere;

    Reading(
        UnboundedSource<T, M> source,
        MessageForm<T> form,
        PipelineOptions options,
        @Nullable M from)
        throws Exception {
      this.source = source;
      this.form = form;
      reader = source.createReader(options, from);
      isThere = reader.start();
    }

    /** The next messages. */
    List<String> next(int number) throws Exception {
      List<String> messages = new ArrayList<>();
      Await.until(
          number + " messages came",
          MOST,
          () -> {
            if (isThere) {
              byte[] payload = form.payload(reader.getCurrent());
              messages.add(new String(payload, StandardCharsets.UTF_8));
            }
            isThere = messages.size() < number && reader.advance();
            return messages.size() == number;
          });
      return messages;
    }

    /** The name in the lineage of the stream that the last message came from. */
    SourceName lineage() {
      return form.source(reader.getCurrent());
    }

    /** Reads until that fails; gives the reason. */
    String failure() throws Exception {
      String[] reason = new String[1];
      Await.until(
          "reading fails",
          MOST,
          () -> {
            try {
              reader.advance();
            } catch (FootfallException e) {
              reason[0] = e.getMessage();
            }
            return reason[0] != null;
          });
      return reason[0];
    }

    /** Its place, as it comes back from a checkpoint. */
    @SuppressWarnings("unchecked") // A reader's checkpoints are those of its source.
    M place() throws Exception {
      return CoderUtils.clone(source.getCheckpointMarkCoder(), (M) reader.getCheckpointMark());
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  private static KafkaProducer<String, String> producer(KafkaBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new StringSerializer(),
        new StringSerializer());
  }

  @Test
  void startsATopicAtEarliestInstantOrLatest() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(temp);
        KafkaProducer<String, String> producer = producer(broker)) {
      broker.createTopic("clicks", 1);
      for (String message : List.of("a1", "b2", "c3")) {
        long at = 1000L * (message.charAt(1) - '0');
        producer.send(new ProducerRecord<>("clicks", 0, at, "key", message)).get();
      }
      try (var reading = ofTopic(broker, InitialPosition.EARLIEST)) {
        assertThat(reading.next(3), contains("a1", "b2", "c3"));
        assertThat(
            reading.lineage(),
            is(new SourceName("kafka", List.of(broker.bootstrapServers(), "clicks"))));
      }
      try (var reading = ofTopic(broker, new InitialPosition(false, Instant.ofEpochMilli(1_500)))) {
        assertThat(reading.next(2), contains("b2", "c3"));
      }
      KafkaMessages topic = KafkaMessages.of(broker.uri("clicks"), InitialPosition.LATEST, null);
      var source = topic.source();
      PipelineOptions options = PipelineOptionsFactory.create();
      try (var latest = new Reading<>(source, topic.form(), options, null)) {
        for (String message : List.of("d", "e", "f")) {
          producer.send(new ProducerRecord<>("clicks", "key", message)).get();
        }
        assertThat(latest.next(1), contains("d"));
        var place = latest.place();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
          admin
              .deleteRecords(
                  Map.of(new TopicPartition("clicks", 0), RecordsToDelete.beforeOffset(5)))
              .all()
              .get();
        }
        assertThat(
            refusal(() -> new Reading<>(source, topic.form(), options, place).close()),
            containsString(
                "Up to 1 records of partition 0 of the topic clicks were deleted before they were"
                    + " read: reading resumes at offset 4, but the first one left is 5."));
        try (var later = new Reading<>(source, topic.form(), acceptingLoss(), place)) {
          assertThat("not at the end", later.next(1), contains("f"));
        }
      }
    }
  }

  private static PipelineOptions acceptingLoss() {
    PipelineOptions options = PipelineOptionsFactory.create();
    DataLoss.accept(options);
    return options;
  }

  @Test
  void noticesThatATopicWasDeletedAndRecreated() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(temp);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaProducer<String, String> producer = producer(broker)) {
      broker.createTopic("clicks", 1);
      for (String message : List.of("a", "b")) {
        producer.send(new ProducerRecord<>("clicks", "key", message)).get();
      }
      KafkaMessages topic = KafkaMessages.of(broker.uri("clicks"), InitialPosition.EARLIEST, null);
      var source = topic.source();
      PipelineOptions options = PipelineOptionsFactory.create();
      try (var reading = new Reading<>(source, topic.form(), options, null)) {
        assertThat(reading.next(2), contains("a", "b"));
        var place = reading.place();
        admin.deleteTopics(List.of("clicks")).all().get();
        Await.until(
            "the topic is gone", MOST, () -> !admin.listTopics().names().get().contains("clicks"));
        broker.createTopic("clicks", 1);
        for (String message : List.of("c", "d", "e")) {
          producer.send(new ProducerRecord<>("clicks", "key", message)).get();
        }
        assertThat(reading.failure(), containsString("clicks was deleted and recreated"));
        assertThat(
            refusal(() -> new Reading<>(source, topic.form(), options, place).close()),
            allOf(
                containsString("clicks was deleted and recreated"),
                containsString("--acceptDataLoss")));
        try (var later = new Reading<>(source, topic.form(), acceptingLoss(), place)) {
          assertThat(later.next(3), contains("c", "d", "e"));
        }
      }
    }
  }

  @Test
  void topicDoesNotEndBeforeKafkaHasAnswered() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(temp);
        KafkaProducer<String, String> producer = producer(broker)) {
      broker.createTopic("clicks", 1);
      producer.send(new ProducerRecord<>("clicks", "key", "a")).get();
      // Beam's reader asks for the end of the topic too, and would wait a minute for that.
      Path settings =
          Files.writeString(temp.resolve("consumer.properties"), "default.api.timeout.ms=1000\n");
      KafkaMessages topic =
          KafkaMessages.of(broker.uri("clicks"), InitialPosition.EARLIEST, settings.toString());
      long[] clock = {System.currentTimeMillis()};
      try (var reader =
          messages(topic.source(), topic.form())
              .withStopAfterIdle(Duration.ofSeconds(3))
              .reader(PipelineOptionsFactory.create(), null, () -> clock[0])) {
        broker.pause();
        try {
          assertThat(reader.start(), is(false));
          for (int second = 0; second < 10; second++) {
            clock[0] += 1_000;
            assertThat(reader.advance(), is(false));
          }
          assertThat(reader.getWatermark(), lessThan(BoundedWindow.TIMESTAMP_MAX_VALUE));
        } finally {
          broker.resume();
        }
        Await.until("the message came", MOST, reader::advance);
        awaitEnd(reader, clock);
      }
    }
  }

  private static Reading<?, ?> ofTopic(KafkaBroker broker, InitialPosition position)
      throws Exception {
    KafkaMessages topic = KafkaMessages.of(broker.uri("clicks"), position, null);
    return new Reading<>(topic.source(), topic.form(), PipelineOptionsFactory.create(), null);
  }

  @Test
  void startsAKinesisStreamAtEarliestInstantOrLatest() throws Exception {
    try (KinesisServer server = KinesisServer.start(temp)) {
      server.createStream("clicks", 1);
      put(server, "a");
      put(server, "b");
      long arrived = arrival(server, 1);
      Await.until(
          "what comes now has a time of its own",
          MOST,
          () -> System.currentTimeMillis() > arrived + 1);
      put(server, "c");
      try (var reading = ofStream(server, InitialPosition.EARLIEST)) {
        assertThat(reading.next(3), contains("a", "b", "c"));
        assertThat(reading.lineage(), is(new SourceName("kinesis", List.of("clicks"))));
      }
      Instant second = Instant.ofEpochMilli(arrival(server, 2));
      try (var reading = ofStream(server, new InitialPosition(false, second))) {
        assertThat(reading.next(1), contains("c"));
      }
      try (var reading = ofStream(server, InitialPosition.LATEST)) {
        put(server, "d");
        assertThat(reading.next(1), contains("d"));
      }
    }
  }

  @Test
  void shardsDoNotEndBeforeKinesisHasAnswered() throws Exception {
    try (KinesisServer server = KinesisServer.start(temp);
        FaultyProxy network = FaultyProxy.before(server.endpoint())) {
      server.createStream("clicks", 2);
      put(server, "a");
      AwsOptions options = awsOptions(server);
      options.setEndpoint(network.endpoint());
      long[] clock = {System.currentTimeMillis()};
      try (var reader =
          visits()
              .withStopAfterIdle(Duration.ofSeconds(3))
              .split(1, options)
              .get(0)
              .reader(options, null, () -> clock[0])) {
        if (!reader.start()) {
          Await.until("the first message came", MOST, reader::advance);
        }
        network.goDown();
        put(server, "b");
        for (int second = 0; second < 10; second++) {
          clock[0] += 1_000;
          assertThat(reader.advance(), is(false));
        }
        assertThat(reader.getWatermark(), lessThan(BoundedWindow.TIMESTAMP_MAX_VALUE));
        network.comeUp();
        Await.until("the second message came", MOST, reader::advance);
        awaitEnd(reader, clock);
      }
    }
  }

  @Test
  void noticesThatRecordsOfAShardExpired() throws Exception {
    try (KinesisServer server = KinesisServer.start(temp)) {
      server.createStream("clicks", 1);
      expire(server, visits());
    }
  }

  private static <T, M extends CheckpointMark> void expire(
      KinesisServer server, MessageSource<T, M> stream) throws Exception {
    AwsOptions options = awsOptions(server);
    MessageSource<T, M> source = stream.split(1, options).get(0);
    var coder = source.getCheckpointMarkCoder();
    long now = System.currentTimeMillis();
    long[] clock = {now};
    put(server, "a");
    put(server, "b");
    MessageSource.Mark<M> atEnd;
    MessageSource.Mark<M> behind;
    try (var reader = source.reader(options, null, () -> clock[0])) {
      assertThat(payloads(reader, 2), contains("a", "b"));
      atEnd = CoderUtils.clone(coder, mark(reader));
      clock[0] = now + Duration.ofHours(1).toMillis();
      behind = CoderUtils.clone(coder, mark(reader));
    }
    put(server, "c");
    server.expire("clicks", server.records("clicks").get(1).sequenceNumber());

    clock[0] = now + Duration.ofHours(2).toMillis();
    try (var reader = source.reader(options, atEnd, () -> clock[0])) {
      assertThat("nothing came between", payloads(reader, 1), contains("c"));
    }
    String lost =
        assertThrows(FootfallException.class, () -> source.reader(options, behind, () -> clock[0]))
            .getMessage();
    assertThat(
        lost, containsString("shardId-000000000000 of the stream clicks may have expired before"));
    assertThat(lost, containsString("the record read last, 4"));
    clock[0] = now + Duration.ofHours(25).toMillis();
    assertThat(
        assertThrows(FootfallException.class, () -> source.reader(options, atEnd, () -> clock[0]))
            .getMessage(),
        containsString("To continue without them, set --acceptDataLoss."));
    DataLoss.accept(options);
    try (var reader = source.reader(options, atEnd, () -> clock[0])) {
      assertThat(payloads(reader, 1), contains("c"));
    }
  }

  /** Lets the clock run until the stream has ended. */
  private static void awaitEnd(UnboundedReader<RecordBlock> reader, long[] clock) throws Exception {
    Await.until(
        "the stream has ended",
        MOST,
        () -> {
          clock[0] += 1_000;
          return !reader.advance()
              && reader.getWatermark().equals(BoundedWindow.TIMESTAMP_MAX_VALUE);
        });
  }

  @SuppressWarnings("unchecked") // A reader's checkpoints are those of its source.
  private static <M extends CheckpointMark> MessageSource.Mark<M> mark(
      UnboundedReader<RecordBlock> reader) {
    return (MessageSource.Mark<M>) reader.getCheckpointMark();
  }

  private static List<String> payloads(UnboundedReader<RecordBlock> reader, int number)
      throws Exception {
    List<String> payloads = new ArrayList<>();
    boolean[] isThere = {reader.start()};
    Await.until(
        number + " messages came",
        MOST,
        () -> {
          if (isThere[0]) {
            reader
                .getCurrent()
                .messages()
                .forEach(m -> payloads.add(new String(m.payload(), StandardCharsets.UTF_8)));
          }
          isThere[0] = payloads.size() < number && reader.advance();
          return payloads.size() == number;
        });
    return payloads;
  }

  @Test
  void splitShardHoldsBackNoWindows() throws Exception {
    try (KinesisServer server = KinesisServer.start(temp)) {
      server.createStream("clicks", 1);
      putVisit(server, "2024-03-01 10:00:00");
      AwsOptions options = awsOptions(server);
      try (UnboundedReader<RecordBlock> reader =
          first(visits(), options).createReader(options, null)) {
        boolean isThere = reader.start();
        Await.until("the first message came", MOST, () -> isThere || reader.advance());
        server.splitShard("clicks", 0);
        for (int user = 0; user < 20; user++) {
          putVisit(server, "2024-03-01 12:00:00", "user-" + user);
        }
        // With --idleAfter=0s a silent shard holds windows forever.
        Await.until(
            "only the new shards count",
            MOST,
            () -> {
              reader.advance();
              return reader.getWatermark().toString().startsWith("2024-03-01T11:59:50");
            });
      }
    }
  }

  private static MessageSource<?, ?> visits() {
    KinesisMessages stream = KinesisMessages.of("kinesis://clicks", InitialPosition.EARLIEST, null);
    return messages(stream.source(), stream.form());
  }

  private static <T, M extends CheckpointMark> MessageSource<T, M> messages(
      UnboundedSource<T, M> source, MessageForm<T> form) {
    return MessageSource.of(
        source,
        form,
        new EventTimes.Spec<>(
            new VisitsDataset(ZoneOffset.UTC),
            ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON)),
        new Lateness(Duration.ofSeconds(10), Duration.ZERO, Duration.ofHours(1)));
  }

  private static void putVisit(KinesisServer server, String time) {
    putVisit(server, time, "key");
  }

  private static void putVisit(KinesisServer server, String time, String user) {
    String visit = "{\"user_id\":\"" + user + "\",\"timestamp\":\"" + time + "\",\"url\":\"/a\"}";
    server
        .client()
        .putRecord(
            put ->
                put.streamName("clicks").partitionKey(user).data(SdkBytes.fromUtf8String(visit)));
  }

  private static void put(KinesisServer server, String message) {
    server
        .client()
        .putRecord(
            put ->
                put.streamName("clicks")
                    .partitionKey("key")
                    .data(SdkBytes.fromUtf8String(message)));
  }

  private static long arrival(KinesisServer server, int record) {
    return server.records("clicks").get(record).approximateArrivalTimestamp().toEpochMilli();
  }

  private static Reading<?, ?> ofStream(KinesisServer server, InitialPosition position)
      throws Exception {
    AwsOptions options = awsOptions(server);
    KinesisMessages stream = KinesisMessages.of("kinesis://clicks", position, null);
    return reading(stream.source(), stream.form(), options);
  }

  private static AwsOptions awsOptions(KinesisServer server) {
    AwsOptions options = PipelineOptionsFactory.as(AwsOptions.class);
    options.setAwsRegion(Region.of(KinesisServer.REGION));
    options.setEndpoint(server.endpoint());
    options.setAwsCredentialsProvider(
        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    return options;
  }

  private static <T, M extends CheckpointMark> Reading<T, M> reading(
      UnboundedSource<T, M> source, MessageForm<T> form, PipelineOptions options) throws Exception {
    return new Reading<>(first(source, options), form, options, null);
  }

  @SuppressWarnings("unchecked") // The parts of a source are of its own type.
  private static <T, M extends CheckpointMark> UnboundedSource<T, M> first(
      UnboundedSource<T, M> source, PipelineOptions options) throws Exception {
    return (UnboundedSource<T, M>) source.split(1, options).get(0);
  }
}
