package io.footfall.pipelines.doctor;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checks that no job of the same name is running: two jobs cannot have the same outputs. */
final class RunningJob implements Check {
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  @Override
  public String subject() {
    return "running jobs";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty() || plan.cluster().isEmpty()) {
      return Optional.empty();
    }
    String name = Parallelism.jobName(plan);
    String running =
        plan.cluster().get().get("/jobs/overview").stream()
            .flatMap(answer -> StreamSupport.stream(answer.path("jobs").spliterator(), false))
            .filter(job -> job.path("name").asText().equals(name))
            .filter(job -> !ENDED.contains(job.path("state").asText()))
            .map(job -> job.path("jid").asText())
            .collect(Collectors.joining(", "));
    if (running.isEmpty()) {
      return plan.cluster().get().silence().isPresent()
          ? Optional.empty()
          : Finding.ok("no running job " + name);
    }
    return Finding.warning(
        ("job %s is already running (%s). Two jobs cannot have the same --output or --sink. Stop it"
                + " first (flink stop), or set another output and --jobName.")
            .formatted(name, running));
  }
}
