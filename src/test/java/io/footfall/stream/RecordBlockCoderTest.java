package io.footfall.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.source.FileSlice;
import java.util.List;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class RecordBlockCoderTest {

  private static RecordBlock copy(RecordBlock block) throws Exception {
    return CoderUtils.clone(RecordBlockCoder.of(), block);
  }

  @Test
  void keepsTheRangeOfAFile() throws Exception {
    RecordBlock part =
        RecordBlock.of(new FileSlice("s3://logs/a.csv", 1L << 40, 1L << 41, 1L << 42));
    RecordBlock whole = RecordBlock.of(FileSlice.whole("a.csv.gz", 7));
    assertThat(copy(part), is(part));
    assertThat(copy(whole), is(whole));
  }

  @Test
  void keepsMessagesInTheirOrder() throws Exception {
    RecordBlock copy =
        copy(
            RecordBlock.of(
                List.of(
                    new Message("one".getBytes(UTF_8), "kafka://h/t/0", "1", 10, -5),
                    new Message(new byte[0], "kafka://h/t/0", "2", 11, Long.MIN_VALUE))));
    assertThat(new String(copy.messages().get(0).payload(), UTF_8), is("one"));
    assertThat(copy.messages().get(0).watermarkMillis(), is(-5L));
    assertThat(copy.messages().get(1).position(), is("2"));
    assertThat(copy.messages().get(1).watermarkMillis(), is(Long.MIN_VALUE));
  }

  @Test
  void isDeterministic() throws Exception {
    RecordBlockCoder.of().verifyDeterministic();
    CoderProperties.coderSerializable(RecordBlockCoder.of());
  }
}
