package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.testing.process.KinesisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;

/** {@code footfall publish} to a real Kinesis. */
class PublishToKinesisIT {
  private static final Path VISITS = Path.of("src/samples/visits.csv").toAbsolutePath();

  @TempDir static Path serverFolder;
  private static KinesisServer kinesis;

  @TempDir Path temp;

  @BeforeAll
  static void startServer() throws Exception {
    kinesis = KinesisServer.start(serverFolder);
  }

  @AfterAll
  static void stopServer() {
    if (kinesis != null) {
      kinesis.close();
    }
  }

  private Ended publish(Map<String, String> environment, String... options) throws Exception {
    return footfall("publish", environment, options);
  }

  private Ended footfall(String command, Map<String, String> environment, String... options)
      throws Exception {
    List<String> with = new ArrayList<>(List.of("env", "-u", "AWS_REGION", "-u", "AWS_PROFILE"));
    environment.forEach((name, value) -> with.add(name + "=" + value));
    with.add("AWS_EC2_METADATA_DISABLED=true");
    with.add("AWS_CONFIG_FILE=" + temp.resolve("none"));
    List<String> args = new ArrayList<>(List.of(command));
    args.add("--endpoint=" + kinesis.endpoint());
    args.addAll(List.of(options));
    return FootfallProcess.launcher(temp)
        .withJavaOptions("-Daws.cborEnabled=false")
        .through(with.toArray(String[]::new))
        .run(args.toArray(String[]::new));
  }

  @Test
  void goodRecordsAreMessagesAndMakeTheSameReportAsTheirFile() throws Exception {
    kinesis.createStream("visits", 3);
    publish(kinesis.environment(), "--input=" + VISITS, "--output=kinesis://visits")
        .assertStatus(0)
        .assertOut("read 48 = ok 45 + rejected 3 + duplicate 0 + late 0 + skipped 0")
        .assertOut("45 messages acknowledged by kinesis://visits")
        .assertErr("3 of 48 records were rejected")
        .assertErr("line 10: timestamp (column 2) is '2024-02-30");
    List<String> rejects = FootfallProcess.rejectLines(temp.resolve("rejects"));
    assertThat(rejects.size(), is(3));
    JsonNode reject = new ObjectMapper().readTree(rejects.get(0));
    assertThat(reject.path("source").asText(), is(VISITS.toString()));
    assertThat(reject.path("line").asInt(), is(10));

    List<Record> records = kinesis.records("visits");
    List<String> lines = records.stream().map(r -> r.data().asUtf8String()).toList();
    Path messages = Files.write(temp.resolve("messages.jsonl"), lines);
    FootfallCall.runWell(
        "visits", "--input=" + messages, "--output=" + temp.resolve("of-messages"));
    FootfallCall.runWell("visits", "--input=" + VISITS, "--output=" + temp.resolve("of-file"));
    for (String table : List.of("urls.csv", "summary.csv")) {
      assertThat(
          Files.readString(temp.resolve("of-messages").resolve(table)),
          is(Files.readString(temp.resolve("of-file").resolve(table))));
    }
  }

  @Test
  void messagesOfAUserAreInOneShard() throws Exception {
    kinesis.createStream("keyed", 4);
    List<String> lines = new ArrayList<>(List.of("user_id,timestamp,url,duration"));
    for (int i = 0; i < 2_000; i++) {
      lines.add("user " + i % 50 + ",2024-03-01 10:00:00,/" + i + ",1");
    }
    Path file = Files.write(temp.resolve("visits.csv"), lines);
    publish(kinesis.environment(), "--input=" + file, "--output=kinesis://keyed").assertStatus(0);

    Map<String, String> keyOfUser = new HashMap<>();
    for (Record record : kinesis.records("keyed")) {
      JsonNode visit = new ObjectMapper().readTree(record.data().asUtf8String());
      keyOfUser.put(visit.path("user_id").asText(), record.partitionKey());
    }
    assertThat(keyOfUser, is(aMapWithSize(50)));
    keyOfUser.forEach((user, key) -> assertThat(key, is(user)));
    assertThat(kinesis.records("keyed").size(), is(2_000));
  }

  @Test
  void missingRegionNamesTheOption() throws Exception {
    Map<String, String> environment = new HashMap<>(kinesis.environment());
    environment.remove("AWS_REGION");
    Ended ended =
        publish(environment, "--input=" + VISITS, "--output=kinesis://visits")
            .assertStatus(2)
            .assertErr("No AWS region is set. Set --awsRegion");
    assertThat(ended.err().lines().count(), is(1L));
  }

  @Test
  void missingStreamIsStatus74() throws Exception {
    publish(
            Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"),
            "--input=" + VISITS,
            "--output=kinesis://none",
            "--awsRegion=eu-central-1")
        .assertStatus(74)
        .assertErr("Stream not found: none in eu-central-1")
        .assertErr(not(containsString("Exception")));
  }

  @Test
  void refusesMissingStreamOrConsumer() throws Exception {
    kinesis.createStream("clicks", 1);
    footfall("visits", kinesis.environment(), "--input=kinesis://none", "--output=" + temp + "/out")
        .assertStatus(74)
        .assertErr("Stream not found: none in us-east-1");
    footfall(
            "visits",
            kinesis.environment(),
            "--input=kinesis://clicks",
            "--consumerArn=arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/me:17",
            "--output=" + temp + "/out")
        .assertStatus(74)
        .assertErr("cannot describe the consumer arn:aws:kinesis:")
        .assertErr("Omit --consumerArn to read");
  }

  @Test
  void missingCredentialsListTheirSources() throws Exception {
    publish(
            Map.of("AWS_REGION", "eu-central-1", "HOME", temp.toString()),
            "--input=" + VISITS,
            "--output=kinesis://visits")
        .assertStatus(74)
        .assertErr("No AWS credentials found");
  }
}
