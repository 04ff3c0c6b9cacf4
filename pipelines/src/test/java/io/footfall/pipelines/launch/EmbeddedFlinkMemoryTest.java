package io.footfall.pipelines.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkMemoryTest {

  @Test
  void flinkReadsSizesThatGrowWithTheParallelism() {
    assertThat(sizes(1), is(List.of(12L, 8L, 8L)));
    assertThat(sizes(2), is(List.of(24L, 16L, 16L)));
    assertThat(sizes(4), is(List.of(48L, 32L, 32L)));
  }

  @Test
  void sizesNeverExceedTheDefaultsOfFlink() {
    assertThat(sizes(1_000), is(List.of(128L, 64L, 64L)));
  }

  @Test
  void slotsAreAssignedAtOnce() {
    assertThat(
        configuration(2).get(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY), is(Duration.ZERO));
  }

  private static Configuration configuration(int parallelism) {
    return GlobalConfiguration.loadConfiguration(
        new EmbeddedFlinkDirectory(new EmbeddedFlinkMemory(parallelism).configuration())
            .write()
            .toString());
  }

  private static List<Long> sizes(int parallelism) {
    Configuration configuration = configuration(parallelism);
    return List.of(
        mebibytes(configuration.get(TaskManagerOptions.MANAGED_MEMORY_SIZE)),
        mebibytes(configuration.get(TaskManagerOptions.NETWORK_MEMORY_MIN)),
        mebibytes(configuration.get(TaskManagerOptions.NETWORK_MEMORY_MAX)));
  }

  private static long mebibytes(MemorySize size) {
    return size.getMebiBytes();
  }
}
