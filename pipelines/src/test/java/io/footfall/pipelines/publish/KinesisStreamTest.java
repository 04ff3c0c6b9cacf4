package io.footfall.pipelines.publish;

import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class KinesisStreamTest {
  private static final Map<String, String> CLIENT =
      Map.of("aws.cborEnabled", "false", "aws.accessKeyId", "test", "aws.secretAccessKey", "test");
  private static final Map<String, String> BEFORE = new TreeMap<>();

  @BeforeAll
  static void setUpClient() {
    CLIENT.forEach(
        (name, value) -> {
          String before = System.setProperty(name, value);
          if (before != null) {
            BEFORE.put(name, before);
          }
        });
  }

  @AfterAll
  static void leaveAsItWas() {
    CLIENT.keySet().forEach(System::clearProperty);
    BEFORE.forEach(System::setProperty);
  }

  private static KinesisStream open(MoodyKinesis kinesis, String stream, Duration patience) {
    return KinesisStream.open(stream, Region.EU_CENTRAL_1, kinesis.endpoint(), patience);
  }

  @Test
  void resendsRefusedMessagesWithoutLoss() throws Exception {
    List<String> sent = new ArrayList<>();
    try (MoodyKinesis kinesis = new MoodyKinesis(7, 0.3, 0.2);
        KinesisStream stream = open(kinesis, "visits", Duration.ofMinutes(5))) {
      for (int i = 0; i < 3_000; i++) {
        stream.send("user " + i % 10, ("message " + i).getBytes(UTF_8));
        sent.add("user " + i % 10 + "=message " + i);
      }
      stream.flush();

      // This one has an answer for all that it stores, so there is nothing twice either.
      List<String> stored = new ArrayList<>(kinesis.stored());
      stored.sort(null);
      sent.sort(null);
      assertThat(stored, is(sent));
      assertThat(stream.acknowledged(), is(3_000L));
      assertThat(stream.repeated(), greaterThan(500L));
    }
  }

  @Test
  void givesUpAnUnresponsiveStreamWithTheReason() throws Exception {
    try (MoodyKinesis kinesis = new MoodyKinesis(7, 1, 0);
        KinesisStream stream = open(kinesis, "visits", Duration.ofMillis(300))) {
      stream.send("a", new byte[10]);
      FootfallException refused = assertThrows(FootfallException.class, stream::flush);
      assertThat(refused.kind(), is(FootfallException.Kind.IO));
      assertThat(refused.getMessage(), containsString("kinesis://visits stored nothing for"));
      assertThat(refused.getMessage(), containsString("Rate exceeded for shard"));
      assertThat(refused.getMessage(), containsString("--rate"));
      assertThrows(FootfallException.class, () -> stream.send("b", new byte[10]));
    }
  }

  @Test
  void reportsAMissingStream() throws Exception {
    try (MoodyKinesis kinesis = new MoodyKinesis(7, 0, 0)) {
      assertThat(
          refusal(() -> open(kinesis, "orders", Duration.ofSeconds(1))),
          is(
              "Stream not found: orders in eu-central-1 at "
                  + kinesis.endpoint()
                  + ". Create it, or check its name and --awsRegion."));
    }
  }

  @Test
  void batchesKeepTheLimitsOfKinesis() throws Exception {
    try (MoodyKinesis kinesis = new MoodyKinesis(7, 0, 0);
        KinesisStream stream = open(kinesis, "visits", Duration.ofSeconds(10))) {
      byte[] large = new byte[stream.maxMessageBytes() - 1];
      for (int i = 0; i < 12; i++) {
        stream.send("a", large);
      }
      for (int i = 0; i < 1_501; i++) {
        stream.send("a", new byte[1]);
      }
      stream.flush();
      assertThat(kinesis.stored().size(), is(1_513));
    }
  }

  @Test
  void keysThatAreTooLongAreMadeShorterButStayDifferent() {
    String longest = "é".repeat(256);
    assertThat(KinesisStream.partitionKey(longest), is(longest));
    TreeSet<String> keys = new TreeSet<>();
    for (String end : List.of("a", "b", "c")) {
      String key = KinesisStream.partitionKey(longest + end);
      assertThat(key.length(), is(64));
      assertThat(key, is(KinesisStream.partitionKey(longest + end)));
      keys.add(key);
    }
    assertThat(keys.size(), is(3));
  }
}
