package io.footfall.pipelines.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.runners.flink.translation.wrappers.streaming.stableinput.BufferingDoFnRunner;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With the options that a stream has, Beam releases elements only after a checkpoint that contains
 * them. Otherwise they could be different after a failure, and would be written twice.
 */
class StableInputTest {
  private final List<String> released = new ArrayList<>();
  private OperatorStateBackend state;

  @BeforeEach
  void createState() throws Exception {
    state =
        new DefaultOperatorStateBackendBuilder(
                getClass().getClassLoader(),
                new ExecutionConfig(),
                false,
                List.of(),
                new CloseableRegistry())
            .build();
  }

  @AfterEach
  void disposeOfState() {
    state.dispose();
  }

  @Test
  void elementsAfterTheFirstCheckpointOfARestartWaitForTheSecond() throws Exception {
    BufferingDoFnRunner<String, String> before = start();
    before.processElement(element("before"));
    before.checkpoint(1);

    BufferingDoFnRunner<String, String> restarted = start();
    restarted.processElement(element("in the first"));
    restarted.checkpoint(2);
    restarted.processElement(element("in the second"));
    restarted.checkpointCompleted(2);
    assertThat(released, contains("before", "in the first"));

    restarted.checkpoint(3);
    restarted.checkpointCompleted(3);
    assertThat(released, contains("before", "in the first", "in the second"));
  }

  @Test
  void abandonedCheckpointsReleaseNothingEarly() throws Exception {
    BufferingDoFnRunner<String, String> stream = start();
    for (int abandoned = 1; abandoned <= 5; abandoned++) {
      stream.processElement(element("in " + abandoned));
      stream.checkpoint(abandoned);
    }
    stream.processElement(element("in none"));
    stream.checkpointCompleted(5);
    assertThat(released, contains("in 1", "in 2", "in 3", "in 4", "in 5"));
  }

  /** Starts an operator with the state that its predecessor has left. */
  private BufferingDoFnRunner<String, String> start() throws Exception {
    Map<String, String> options =
        Runners.defaults(Map.of("input", "kafka://localhost:9092/visits"));
    return BufferingDoFnRunner.create(
        new Recorder(),
        "buffer",
        WindowedValues.getFullCoder(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE),
        GlobalWindow.Coder.INSTANCE,
        state,
        null,
        Integer.parseInt(options.getOrDefault("numConcurrentCheckpoints", "1")),
        new SerializablePipelineOptions(PipelineOptionsFactory.create()));
  }

  private static WindowedValue<String> element(String value) {
    return WindowedValues.valueInGlobalWindow(value);
  }

  /** Records the elements that are released. */
  private final class Recorder implements DoFnRunner<String, String> {
    @Override
    public void startBundle() {}

    @Override
    public void processElement(WindowedValue<String> element) {
      released.add(element.getValue());
    }

    @Override
    public <K> void onTimer(
        String timer,
        String family,
        K key,
        BoundedWindow window,
        Instant timestamp,
        Instant outputTimestamp,
        TimeDomain domain) {}

    @Override
    public void finishBundle() {}

    @Override
    public <K> void onWindowExpiration(BoundedWindow window, Instant timestamp, K key) {}

    @Override
    public DoFn<String, String> getFn() {
      throw new UnsupportedOperationException();
    }
  }
}
