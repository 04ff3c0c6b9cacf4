package io.footfall.pipelines.doctor;

import java.util.Optional;

/**
 * Checks that the cluster has enough free task slots. A shortage is only a warning, because jobs
 * wait for slots and some clusters start more machines.
 */
final class TaskSlots implements Check {
  @Override
  public String subject() {
    return "task slots";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    return plan.cluster()
        .flatMap(cluster -> cluster.get("/overview"))
        .flatMap(
            overview -> {
              int free = overview.path("slots-available").asInt();
              int all = overview.path("slots-total").asInt();
              int needed = plan.parallelism();
              if (all == 0 && plan.cluster().get().isClient()) {
                return Finding.ok("none yet: the cluster starts TaskManagers for the job");
              }
              String found = free + " of " + all + " free";
              return free >= needed
                  ? Finding.ok(found)
                  : Finding.warning(
                      ("%1$s, but --parallelism=%2$s needs %2$s, so the job waits. Lower --parallelism, stop"
                              + " another job, or start more TaskManagers.")
                          .formatted(found, needed));
            });
  }
}
