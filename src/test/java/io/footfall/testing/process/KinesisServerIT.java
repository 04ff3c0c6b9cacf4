package io.footfall.testing.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

class KinesisServerIT {
  @TempDir Path temp;

  @Test
  void returnsStoredValues() throws Exception {
    try (KinesisServer kinesis = KinesisServer.start(temp)) {
      kinesis.createStream("visits", 2);
      for (String text : new String[] {"a", "b", "c"}) {
        kinesis
            .client()
            .putRecord(
                request ->
                    request
                        .streamName("visits")
                        .partitionKey(text)
                        .data(SdkBytes.fromUtf8String(text)));
      }
      assertThat(
          kinesis.records("visits").stream().map(r -> r.data().asUtf8String()).toList(),
          containsInAnyOrder("a", "b", "c"));
    }
  }
}
