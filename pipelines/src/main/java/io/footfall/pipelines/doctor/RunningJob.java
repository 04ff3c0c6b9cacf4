package io.footfall.pipelines.doctor;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Whether a job of the same name runs already: two would replace each other's windows. */
final class RunningJob implements Check {
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  @Override
  public String subject() {
    return "other runs";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
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
          : Finding.ok("no job " + name + " runs");
    }
    return Finding.warning(
        "a job "
            + name
            + " runs already ("
            + running
            + "): two of them into the same --output or --sink would replace each other's windows."
            + " Stop it first (flink stop), or give this one another output, and a --jobName.");
  }
}
