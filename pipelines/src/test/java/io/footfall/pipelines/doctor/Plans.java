package io.footfall.pipelines.doctor;

import io.footfall.visits.VisitsDataset;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans to look at: of a stream that has nothing wrong, and what differs from it. */
record Plans(Plan plan) {

  /** A stream on the Flink of this process, that has no end. */
  static Plans stream() {
    return new Plans(
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
  static Plans files(String... files) {
    return new Plans(
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

  Plans with(String option, String value) {
    Map<String, String> options = new HashMap<>(plan.options());
    options.put(option, value);
    return new Plans(
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

  Plans into(String output, String rejects) {
    return new Plans(
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

  Plans on(ClusterView cluster) {
    return new Plans(
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

  Plans ofKinesis(StreamPlan.Kinesis kinesis) {
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

  Plans windows(Duration window, Duration allowedLateness, Duration idleAfter) {
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

  Plans thatEnds() {
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

  private Plans reading(StreamPlan stream) {
    return new Plans(
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
