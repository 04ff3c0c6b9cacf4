package io.footfall.pipelines.doctor;

import io.footfall.visits.VisitsDataset;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A plan to examine: of a stream without problems, or of files, and variants of it. */
final class SamplePlan {
  private final Map<String, String> options;
  private final List<String> files;
  private final boolean isStream;
  private Optional<StreamPlan.Kinesis> kinesis = Optional.empty();
  private Duration window = Duration.ofHours(1);
  private Duration allowedLateness = Duration.ofDays(1);
  private Duration idleAfter = Duration.ofMinutes(2);
  private boolean hasEnd;
  private Optional<String> output = Optional.empty();
  private Optional<String> rejects = Optional.empty();
  private Optional<ClusterView> cluster = Optional.empty();

  private SamplePlan(Map<String, String> options, List<String> files, boolean isStream) {
    this.options = new HashMap<>(options);
    this.files = files;
    this.isStream = isStream;
  }

  /** A stream on the Flink of this process, that has no end. */
  static SamplePlan stream() {
    return new SamplePlan(
        Map.of(
            "runner", "FlinkRunner",
            "jobName", "footfall-visits",
            "checkpointingInterval", "10000",
            "stableUniqueNames", "ERROR",
            "parallelism", "2"),
        List.of(),
        true);
  }

  /** Files on the DirectRunner. */
  static SamplePlan files(String... files) {
    return new SamplePlan(Map.of("runner", "DirectRunner"), List.of(files), false);
  }

  SamplePlan with(String option, String value) {
    return changed(copy -> copy.options.put(option, value));
  }

  SamplePlan into(String reports, String rejected) {
    return changed(
        copy -> {
          copy.output = Optional.of(reports);
          copy.rejects = Optional.of(rejected);
        });
  }

  SamplePlan on(ClusterView flink) {
    return changed(copy -> copy.cluster = Optional.of(flink));
  }

  SamplePlan ofKinesis(StreamPlan.Kinesis stream) {
    return changed(copy -> copy.kinesis = Optional.of(stream));
  }

  SamplePlan windows(Duration length, Duration lateness, Duration idle) {
    return changed(
        copy -> {
          copy.window = length;
          copy.allowedLateness = lateness;
          copy.idleAfter = idle;
        });
  }

  SamplePlan thatEnds() {
    return changed(copy -> copy.hasEnd = true);
  }

  private SamplePlan changed(Consumer<SamplePlan> change) {
    SamplePlan copy = new SamplePlan(options, files, isStream);
    copy.kinesis = kinesis;
    copy.window = window;
    copy.allowedLateness = allowedLateness;
    copy.idleAfter = idleAfter;
    copy.hasEnd = hasEnd;
    copy.output = output;
    copy.rejects = rejects;
    copy.cluster = cluster;
    change.accept(copy);
    return copy;
  }

  Plan plan() {
    StreamPlan stream =
        new StreamPlan(
            Optional.empty(), kinesis, List.of(), window, allowedLateness, idleAfter, hasEnd);
    return new Plan(
        options,
        Optional.of(new VisitsDataset(ZoneOffset.UTC)),
        files,
        isStream ? Optional.of(stream) : Optional.empty(),
        output,
        rejects,
        List.of(),
        cluster);
  }
}
