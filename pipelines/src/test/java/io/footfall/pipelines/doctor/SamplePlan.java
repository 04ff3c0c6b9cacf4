package io.footfall.pipelines.doctor;

import io.footfall.visits.VisitsDataset;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan to examine: of a stream without problems, or of files, and variants of it. */
record SamplePlan(Plan plan) {

  /** A stream on the Flink of this process, that has no end. */
  static SamplePlan stream() {
    return new SamplePlan(
        new Plan(
            Map.of(
                "runner", "FlinkRunner",
                "jobName", "footfall-visits",
                "checkpointingInterval", "10000",
                "stableUniqueNames", "ERROR",
                "parallelism", "2"),
            Optional.of(new VisitsDataset(ZoneOffset.UTC)),
            List.of(),
            Optional.of(
                new StreamPlan(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Duration.ofHours(1),
                    Duration.ofDays(1),
                    Duration.ofMinutes(2),
                    false)),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  /** Files on the DirectRunner. */
  static SamplePlan files(String... files) {
    return new SamplePlan(
        new Plan(
            Map.of("runner", "DirectRunner"),
            Optional.of(new VisitsDataset(ZoneOffset.UTC)),
            List.of(files),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  SamplePlan with(String option, String value) {
    Map<String, String> options = new HashMap<>(plan.options());
    options.put(option, value);
    return new SamplePlan(
        new Plan(
            options,
            plan.dataset(),
            plan.files(),
            plan.stream(),
            plan.output(),
            plan.rejects(),
            plan.sinks(),
            plan.cluster()));
  }

  SamplePlan into(String output, String rejects) {
    return new SamplePlan(
        new Plan(
            plan.options(),
            plan.dataset(),
            plan.files(),
            plan.stream(),
            Optional.of(output),
            Optional.of(rejects),
            plan.sinks(),
            plan.cluster()));
  }

  SamplePlan on(ClusterView cluster) {
    return new SamplePlan(
        new Plan(
            plan.options(),
            plan.dataset(),
            plan.files(),
            plan.stream(),
            plan.output(),
            plan.rejects(),
            plan.sinks(),
            Optional.of(cluster)));
  }

  SamplePlan ofKinesis(StreamPlan.Kinesis kinesis) {
    StreamPlan is = plan.stream().orElseThrow();
    return reading(
        new StreamPlan(
            Optional.empty(),
            Optional.of(kinesis),
            List.of(),
            is.window(),
            is.allowedLateness(),
            is.idleAfter(),
            is.hasEnd()));
  }

  SamplePlan windows(Duration window, Duration allowedLateness, Duration idleAfter) {
    StreamPlan is = plan.stream().orElseThrow();
    return reading(
        new StreamPlan(
            is.topic(),
            is.kinesis(),
            is.watched(),
            window,
            allowedLateness,
            idleAfter,
            is.hasEnd()));
  }

  SamplePlan thatEnds() {
    StreamPlan is = plan.stream().orElseThrow();
    return reading(
        new StreamPlan(
            is.topic(),
            is.kinesis(),
            is.watched(),
            is.window(),
            is.allowedLateness(),
            is.idleAfter(),
            true));
  }

  private SamplePlan reading(StreamPlan stream) {
    return new SamplePlan(
        new Plan(
            plan.options(),
            plan.dataset(),
            plan.files(),
            Optional.of(stream),
            plan.output(),
            plan.rejects(),
            plan.sinks(),
            plan.cluster()));
  }
}
