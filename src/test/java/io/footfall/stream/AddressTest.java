package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @TempDir Path temp;

  @Test
  void parsesATopic() {
    assertThat(
        KafkaAddress.of("kafka://a.example:9092/some.topic_1-x"),
        is(new KafkaAddress("a.example:9092", "some.topic_1-x")));
    assertThat(KafkaAddress.of("kafka://a:1;b:2/t"), is(new KafkaAddress("a:1,b:2", "t")));
    assertThat(KafkaAddress.of("kafka://a:1,b:2/t"), is(new KafkaAddress("a:1,b:2", "t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka://a/t",
        "kafka://a:9092",
        "kafka://a:9092/",
        "kafka://a:9092/t/0",
        "kafka:///t",
        "kafka://a:1/t,kafka://b:1/t"
      })
  void refusesAnInvalidTopic(String url) {
    assertThat(KafkaAddress.isOne(url), is(true));
    FootfallException refused = assertThrows(FootfallException.class, () -> KafkaAddress.of(url));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("Use kafka://HOST:PORT/TOPIC"));
  }

  @Test
  void parsesAKinesisStream() {
    assertThat(KinesisAddress.of("kinesis://clicks"), is(new KinesisAddress("clicks")));
    assertThat(KinesisAddress.of("kinesis://clicks/"), is(new KinesisAddress("clicks")));
    assertThat(KinesisAddress.isOne("kafka://a:1/t"), is(false));
    assertThrows(FootfallException.class, () -> KinesisAddress.of("kinesis://a/b"));
    assertThrows(FootfallException.class, () -> KinesisAddress.of("kinesis://"));
  }

  @Test
  void refusesAConsumerOfAnotherStream() {
    String arn = "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks/consumer/footfall:17";
    assertThat(
        KinesisMessages.of("kinesis://clicks", InitialPosition.EARLIEST, arn).consumerArn(),
        is(arn));
    for (String other :
        new String[] {
          "footfall",
          "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks",
          arn.replace("clicks", "orders")
        }) {
      FootfallException refused =
          assertThrows(
              FootfallException.class,
              () -> KinesisMessages.of("kinesis://clicks", InitialPosition.EARLIEST, other));
      assertThat(refused.kind(), is(Kind.USAGE));
      assertThat(refused.getMessage(), containsString("is not a consumer of the stream clicks"));
    }
  }

  @Test
  void furtherSettingsAreInAFile() throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    assertThat(KafkaAddress.settings(null), is(Map.of()));
    Path file = Files.writeString(temp.resolve("client.properties"), "security.protocol=SSL\n");
    assertThat(KafkaAddress.settings(file.toString()), is(Map.of("security.protocol", "SSL")));
    String missing = temp.resolve("missing").toString();
    FootfallException refused =
        assertThrows(FootfallException.class, () -> KafkaAddress.settings(missing));
    assertThat(refused.kind(), is(Kind.NO_INPUT));
    assertThat(refused.getMessage(), containsString("Cannot read --kafkaConfig=" + missing));
  }
}
