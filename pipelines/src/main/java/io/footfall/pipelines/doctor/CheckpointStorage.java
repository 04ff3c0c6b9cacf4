package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.runner.Runners;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that checkpoints outlive a stream without an end, and that every machine of a cluster can
 * reach them.
 *
 * <p>Without a directory, Flink keeps checkpoints in the memory of its JobManager. They are lost
 * with it, and the state of a task is limited to 5 MiB. A stream without an end is therefore
 * refused; a stream that ends only gets a warning.
 */
final class CheckpointStorage implements Check {
  @Override
  public String subject() {
    return "checkpoint storage";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty() || !plan.isOnFlink()) {
      return Optional.empty();
    }
    boolean hasEnd = plan.stream().get().hasEnd();
    if (plan.cluster().isEmpty()) {
      boolean isKept =
          plan.option("stateBackendStoragePath")
              .filter(path -> !Runners.isTemporary(path))
              .isPresent();
      return hasEnd
              || isKept
              || (plan.option("flinkConfDir").isPresent() && plan.savepoint().isEmpty())
          ? Finding.ok("kept, or not required for a stream that ends and runs in this process")
          : Finding.warning(
              "checkpoints are in a temporary directory of this process and are lost with it: the next start reads from"
                  + " --initialPosition. To keep checkpoints, set"
                  + " --stateBackendStoragePath=file:///DIR, or use a cluster (--flinkMaster).");
    }
    ClusterView cluster = plan.cluster().get();
    if (cluster.silence().isPresent() && !cluster.isClient()) {
      return Optional.empty();
    }
    Optional<String> folder =
        plan.option("stateBackendStoragePath")
            .or(() -> cluster.setting("state.checkpoints.dir"))
            .or(() -> cluster.setting("execution.checkpointing.dir"))
            .filter(f -> !f.isBlank());
    if (folder.isEmpty()) {
      String text =
          "state.checkpoints.dir is not set for the cluster at "
              + cluster.address()
              + ", so checkpoints are lost with its JobManager. Set it in Flink's configuration to a"
              + " directory that all machines can reach, for example"
              + " s3://BUCKET/checkpoints.";
      return hasEnd || cluster.silence().isPresent()
          ? Finding.warning(text)
          : Finding.refused(Kind.USAGE, text);
    }
    if (folder.get().startsWith("file:") || folder.get().startsWith("/")) {
      Set<String> hosts = cluster.workerHosts();
      if (hosts.size() > 1) {
        return Finding.warning(
            ("state.checkpoints.dir is %s, a local directory, but TaskManagers run on %s. Use"
                    + " storage that all of them can reach, for example s3://BUCKET/checkpoints. Ignore this"
                    + " warning if all of them mount the directory.")
                .formatted(folder.get(), String.join(", ", hosts)));
      }
    }
    return Finding.ok(folder.get());
  }
}
