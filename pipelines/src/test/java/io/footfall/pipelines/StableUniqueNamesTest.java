package io.footfall.pipelines;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.count.CountOptions;
import io.footfall.pipelines.options.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions.CheckEnabled;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

/** By its name Flink finds a step's state: two steps must not have one. */
class StableUniqueNamesTest {
  private static CountOptions options(String input, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--input=" + input, "--output=out"));
    arguments.addAll(List.of(more));
    Arguments parsed = Arguments.parse("visits", CountOptions.class, "input", arguments);
    CountOptions options = parsed.options(CountOptions.class);
    parsed.problems().throwIfAny();
    return options;
  }

  @Test
  void namesAreEnforcedForFilesAndStreams() {
    assertThat(options("visits.csv").getStableUniqueNames(), is(CheckEnabled.ERROR));
    assertThat(
        options("kafka://127.0.0.1:9092/visits").getStableUniqueNames(), is(CheckEnabled.ERROR));
  }

  @Test
  void refusesRepeatedStepNames() {
    Pipeline pipeline = Pipeline.create(options("visits.csv"));
    pipeline.apply("Same", Create.of(1));
    pipeline.apply("Same", Create.of(2));
    assertThat(messageOf(IllegalStateException.class, pipeline::run), containsString("Same"));
  }
}
