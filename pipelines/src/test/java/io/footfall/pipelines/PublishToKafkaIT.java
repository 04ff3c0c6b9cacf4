package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.publish.CursorFile;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code footfall publish} from files and from a real PostgreSQL to a real Kafka. */
class PublishToKafkaIT {
  private static final Path PURCHASES = Path.of("src/samples/purchases.csv").toAbsolutePath();

  @TempDir static Path serverFolder;
  private static KafkaBroker kafka;
  private static PostgresServer postgres;

  @TempDir Path temp;

  @BeforeAll
  static void startServers() throws Exception {
    kafka = KafkaBroker.start(serverFolder);
    postgres = PostgresServer.start(serverFolder.resolve("shop"));
    postgres.execute(
        "create table orders (id bigserial primary key, customer text, price numeric(12,2),"
            + " qty int, ordered_at timestamptz)");
  }

  @AfterAll
  static void stopServers() throws Exception {
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String database() {
    return postgres.url() + "?user=" + PostgresServer.USER;
  }

  private Ended publish(String... options) {
    List<String> args = new ArrayList<>(List.of("publish"));
    args.addAll(List.of(options));
    args.add("--rejects=" + temp.resolve("rejects"));
    return FootfallCall.runWithPassword(args.toArray(String[]::new));
  }

  private static List<ConsumerRecord<String, String>> messages(String topic) {
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"json", "csv"})
  void messagesOfEitherFormatMakeTheSameReportAsTheirFile(String format) throws Exception {
    String topic = "purchases-" + format;
    kafka.createTopic(topic, 3);
    Ended ended =
        publish(
                "--input=" + PURCHASES,
                "--output=" + kafka.uri(topic),
                "--messageFormat=" + format,
                "--maxRejects=1")
            .assertStatus(3)
            .assertOut("Publishing purchases from ")
            .assertOut("read 44 = ok 42 + rejected 2 + duplicate 0 + late 0 + skipped 0");
    assertThat(FootfallProcess.rejectLines(temp.resolve("rejects")).size(), is(2));
    List<ConsumerRecord<String, String>> messages = messages(topic);
    Map<String, Integer> partitionOf = new HashMap<>();
    for (ConsumerRecord<String, String> message : messages) {
      Integer before = partitionOf.putIfAbsent(message.key(), message.partition());
      assertThat(before == null || before == message.partition(), is(true));
    }
    Path file =
        Files.write(
            temp.resolve("messages." + format),
            messages.stream().map(ConsumerRecord::value).toList());
    List<String> read =
        new ArrayList<>(
            List.of("purchases", "--input=" + file, "--output=" + temp.resolve("of-messages")));
    if (format.equals("csv")) {
      ended
          .out()
          .lines()
          .filter(line -> line.startsWith("to read them: "))
          .forEach(
              line -> read.addAll(List.of(line.substring("to read them: ".length()).split(" "))));
    }
    FootfallCall.runWell(read.toArray(String[]::new));
    FootfallCall.runWell(
        "purchases", "--input=" + PURCHASES, "--output=" + temp.resolve("of-file"));
    assertThat(
        Files.readString(temp.resolve("of-messages/customer_days.csv")),
        is(Files.readString(temp.resolve("of-file/customer_days.csv"))));
  }

  @Test
  void lakeOfAStreamHoldsTheReferrerAndTheStatusOfAFile() throws Exception {
    kafka.createTopic("requests", 2);
    Path file =
        Files.writeString(
            temp.resolve("visits.csv"),
            """
            user_id,timestamp,url,status,referer
            1,2024-03-01 10:00:00,/a,200,https://a.example/?q=1
            2,2024-03-01 10:00:00,/b,404,
            3,2024-03-01 10:00:00,/a,none,https://b.example/
            """);
    publish("--input=" + file, "--output=" + kafka.uri("requests")).assertStatus(0);
    FootfallCall.runWell(
        "visits",
        "--input=" + file,
        "--output=" + temp.resolve("of-file"),
        "--lake=" + temp.resolve("lake-of-file"));
    FootfallProcess.launcher(temp)
        .run(
            "visits",
            "--input=" + kafka.uri("requests"),
            "--stopAfterIdle=2s",
            "--output=" + temp.resolve("of-stream"),
            "--lake=" + temp.resolve("lake-of-stream"))
        .assertStatus(0);
    for (String lake : List.of("lake-of-file", "lake-of-stream")) {
      assertThat(
          FootfallCall.runWell(
                  "query",
                  "--lake=" + temp.resolve(lake),
                  "--format=csv",
                  "SELECT user_id, url, referrer, status FROM visits ORDER BY ALL")
              .out(),
          is(
              """
              user_id,url,referrer,status
              1,/a,https://a.example/?q=1,200
              2,/b,,404
              3,/a,https://b.example/,
              """));
    }
  }

  @Test
  void missingTopicIsStatus74AndIsNotCreated() throws Exception {
    Ended ended =
        publish("--input=" + PURCHASES, "--output=" + kafka.uri("none"))
            .assertStatus(74)
            .assertErr("Topic not found: none on " + kafka.bootstrapServers());
    assertThat(ended.err().lines().count(), is(1L));
  }

  @Test
  void cursorSendsOnlyNewRowsAndResendsAfterAFailure() throws Exception {
    kafka.createTopic("orders", 2);
    postgres.execute(
        "truncate orders restart identity",
        "insert into orders (customer, price, qty, ordered_at) select 'c' || i % 7, i, 1,"
            + " '2024-03-01T23:30:00+01'::timestamptz + i * interval '1 second'"
            + " from generate_series(1, 25000) i");
    String[] run = {
      "--input=" + database(),
      "--table=orders",
      "--columns=timestamp=ordered_at",
      "--cursorColumn=id",
      "--cursorFile=" + temp.resolve("orders.cursor"),
      "--output=" + kafka.uri("orders")
    };
    String[] failing = run.clone();
    failing[5] = "--output=" + kafka.uri("none");
    assertThat(publish(failing).status(), is(74));
    assertThat(Files.exists(temp.resolve("orders.cursor")), is(false));

    String[] forgetful = run.clone();
    forgetful[4] = "--cursorFile=/dev/null/orders.cursor";
    publish(forgetful).assertStatus(74).assertErr("Cannot access the cursor file");
    assertThat("it fails before it sends", messages("orders").size(), is(0));

    // Its last step undone, as if the program had died before it.
    assertThat(publish(run).status(), is(0));
    CursorFile kept =
        new CursorFile(
            temp.resolve("orders.cursor"),
            postgres.url().replaceAll("\\?.*", "") + " table orders",
            "id");
    kept.begin(CursorFile.Position.START);

    publish(run)
        .assertStatus(0)
        .assertErr("ended before it stored its position.")
        .assertOut("read 25,000 = ok 25,000");
    publish(run).assertStatus(0).assertOut("read 0 = ok 0");
    postgres.execute(
        "insert into orders (customer, price, qty, ordered_at)"
            + " values ('new', 2.50, 3, '2024-03-02T00:00:00.000001Z'), ('new', null, 1, now())");
    publish(run).assertStatus(0).assertOut("read 2 = ok 1 + rejected 1").assertErr("product_price");

    List<ConsumerRecord<String, String>> messages = messages("orders");
    assertThat(messages.size(), is(50_001));
    assertThat(
        "what was sent twice is the same",
        messages.stream().map(ConsumerRecord::value).distinct().count(),
        is(25_001L));
    String last =
        messages.stream()
            .filter(message -> message.key().equals("new"))
            .map(ConsumerRecord::value)
            .findFirst()
            .orElseThrow();
    assertThat(
        new ObjectMapper().readTree(last),
        is(
            new ObjectMapper()
                .readTree(
                    """
                    {"customer_id": "new", "timestamp": "2024-03-02T00:00:00.000001Z",
                     "product_price": 2.50, "quantity": 3}""")));
  }

  @Test
  void severalConnectionsReadEachRowOnceAlsoWithACursor() throws Exception {
    kafka.createTopic("in-parts", 2);
    postgres.execute(
        "create table sales (id bigint, branch int, customer text, amount numeric, at date)",
        "insert into sales select i, case when i % 100 = 0 then null else i % 37 - 5 end,"
            + " 'c' || i % 7, i, '2024-03-01' from generate_series(1, 20000) i",
        "insert into sales values (20001, 1, null, 1, '2024-03-01')");
    String[] run = {
      "--input=" + database(),
      "--table=sales",
      "--columns=timestamp=at",
      "--partitionColumn=branch",
      "--readers=3",
      "--cursorColumn=id",
      "--cursorFile=" + temp.resolve("sales.cursor"),
      "--output=" + kafka.uri("in-parts")
    };
    publish(run).assertStatus(0).assertOut("read 20,001 = ok 20,000 + rejected 1");
    assertThat(FootfallProcess.rejectLines(temp.resolve("rejects")).size(), is(1));
    postgres.execute("insert into sales values (20002, null, 'c', 20002, '2024-03-02')");
    publish(run).assertStatus(0).assertOut("read 1 = ok 1");

    List<Integer> amounts = new ArrayList<>();
    for (ConsumerRecord<String, String> message : messages("in-parts")) {
      amounts.add(new ObjectMapper().readTree(message.value()).path("amount").asInt());
    }
    amounts.sort(null);
    List<Integer> all = new ArrayList<>(IntStream.rangeClosed(1, 20_000).boxed().toList());
    all.add(20_002);
    assertThat(amounts, is(all));

    run[3] = "--partitionColumn=customer";
    publish(run).assertStatus(2);
    run[6] = "--cursorFile=" + temp.resolve("other.cursor");
    publish(run).assertStatus(2).assertErr("--partitionColumn=customer has values other than");
    assertThat(Files.exists(temp.resolve("other.cursor")), is(false));
  }

  @Test
  void rowsWithTheLastTimeAreSentOnceAndThoseOfTheFutureWait() throws Exception {
    kafka.createTopic("ties", 1);
    postgres.execute(
        "create table ties (customer text, price int, qty int, at timestamptz)",
        "insert into ties values ('a', 1, 1, '2024-03-01 10:00Z'), ('b', 2, 1, '2024-03-01"
            + " 10:00Z'), ('b', 2, 1, '2024-03-01 10:00Z'), ('z', 9, 1, '2099-01-01')");
    String[] run = {
      "--input=" + database(),
      "--table=ties",
      "--columns=timestamp=at",
      "--cursorColumn=at",
      "--cursorFile=" + temp.resolve("ties.cursor"),
      "--output=" + kafka.uri("ties")
    };
    publish(run)
        .assertStatus(0)
        .assertOut("read 3 = ok 3")
        .assertErr(
            "1 row was held back because the cursor column at is in the future. A later run");

    postgres.execute(
        "insert into ties values ('c', 3, 1, '2024-03-01 10:00Z'), ('b', 2, 1, '2024-03-01"
            + " 10:00Z'), ('d', 4, 1, '2024-03-01 11:00Z')");
    Ended second = publish(run).assertStatus(0);
    assertThat("one more like those before", second.out(), containsString("read 3 = ok 3"));

    postgres.execute("update ties set at = '2024-03-02' where customer = 'z'");
    publish(run)
        .assertStatus(0)
        .assertOut("read 1 = ok 1")
        .assertErr(not(containsString("future")));
    assertThat(
        messages("ties").stream().map(ConsumerRecord::key).toList(),
        containsInAnyOrder("a", "b", "b", "b", "c", "d", "z"));
  }

  @Test
  void stoppedRunReportsItsMessagesAndKeepsRejects() throws Exception {
    kafka.createTopic("stopped", 1);
    Path file = temp.resolve("visits.csv");
    Files.writeString(
        file,
        "user_id,timestamp,url,duration\nu,yesterday,/a,1\n"
            + "u,2024-03-01 10:00:00,/a,1\n".repeat(10_000));
    FootfallProcess.Started started =
        FootfallProcess.launcher(temp)
            .start("publish", "--input=" + file, "--output=" + kafka.uri("stopped"), "--rate=50");
    Await.until("a message is there", Duration.ofMinutes(2), () -> !messages("stopped").isEmpty());
    started.process().destroy();
    started
        .ended()
        .assertStatus(143)
        .assertErr("footfall: stopped; ")
        .assertErr("messages were acknowledged by kafka://")
        .assertOut(not(containsString("read 10,001")));
    List<String> rejects = FootfallProcess.rejectLines(temp.resolve("rejects"));
    assertThat(rejects.size(), is(1));
    assertThat(rejects.get(0), containsString("INVALID_TIMESTAMP"));
  }

  @Test
  void queryRenamesColumnsAndCursorReportsSkippedRows() throws Exception {
    kafka.createTopic("page-views", 1);
    postgres.execute(
        "create table views (n int, who text, at timestamp, page text, millis int)",
        "insert into views values (1, 'a', '2024-03-01 10:00', '/x', 1500),"
            + " (null, 'b', '2024-03-01 10:00', '/y', 500)");
    publish(
            "--input=" + database() + "&connectTimeout=10",
            "--query=select n, who as user_id, at as timestamp, page as url,"
                + " millis / 1000.0 as duration from views;",
            "--cursorColumn=n",
            "--cursorFile=" + temp.resolve("views.cursor"),
            "--output=" + kafka.uri("page-views"))
        .assertStatus(0)
        .assertErr("1 row was not read: the cursor column n is null in");
    assertThat(
        messages("page-views").get(0).value(),
        is(
            "{\"user_id\":\"a\",\"timestamp\":\"2024-03-01T10:00:00\",\"url\":\"/x\","
                + "\"page_view_duration\":1.5000000000000000}"));
  }

  @Test
  void refusesWrongPasswordWithoutShowingIt() throws Exception {
    Path password = Files.writeString(temp.resolve("password"), "wrong phrase\n");
    Ended wrong =
        publish(
                "--input=" + database(),
                "--table=orders",
                "--passwordFile=" + password,
                "--output=" + kafka.uri("orders"),
                "--verbose")
            .assertStatus(74)
            .assertErr("--passwordFile");
    Ended inUrl =
        publish(
                "--input=" + database() + "&password=wrong%20phrase",
                "--table=orders",
                "--output=" + kafka.uri("orders"))
            .assertStatus(2);
    for (Ended ended : List.of(wrong, inUrl)) {
      assertThat(ended.said(), not(containsString("phrase")));
      assertThat(ended.said(), not(containsString(PostgresServer.PASSWORD)));
    }
  }

  @Test
  void refusesTableWithoutTheColumnsAndListsItsOwn() throws Exception {
    postgres.execute("create table things (id int, colour text)");
    publish("--input=" + database(), "--table=things", "--output=" + kafka.uri("orders"))
        .assertStatus(2)
        .assertErr("fit no dataset")
        .assertErr("Its columns are: id, colour.");
  }
}
