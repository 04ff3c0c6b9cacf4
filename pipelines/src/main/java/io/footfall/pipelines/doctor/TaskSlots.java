package io.footfall.pipelines.doctor;

import java.util.Optional;

/**
 * Whether the cluster has room for the job. It is a warning only: a job waits for slots, and some
 * clusters start more machines when it does.
 */
final class TaskSlots implements Check {
  @Override
  public String subject() {
    return "task slots";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    return plan.cluster()
        .flatMap(cluster -> cluster.get("/overview"))
        .flatMap(
            overview -> {
              int free = overview.path("slots-available").asInt();
              int all = overview.path("slots-total").asInt();
              int needed = plan.parallelism();
              if (all == 0 && plan.cluster().get().isClient()) {
                return Finding.ok("none is there yet: TaskManagers are started for the job");
              }
              String found = free + " of " + all + " are free";
              return free >= needed
                  ? Finding.ok(found)
                  : Finding.warning(
                      found
                          + ", and --parallelism="
                          + needed
                          + " needs as many: the job waits until there are. Say less, stop another"
                          + " job, or start more TaskManagers.");
            });
  }
}
