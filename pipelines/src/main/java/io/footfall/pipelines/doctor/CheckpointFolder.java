package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Whether checkpoints are where every machine of the cluster reaches them.
 *
 * <p>Without a folder Flink keeps them in the memory of its JobManager: they are gone with it, and
 * a state of more than 5 MiB per task does not fit. A stream without an end meets both one day, so
 * it is refused; one that ends by itself is only warned.
 */
final class CheckpointFolder implements Check {
  @Override
  public String subject() {
    return "checkpoint folder";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty() || !plan.isOnFlink()) {
      return Optional.empty();
    }
    boolean hasEnd = plan.stream().get().hasEnd();
    if (plan.cluster().isEmpty()) {
      return hasEnd || plan.option("flinkConfDir").isPresent()
          ? Finding.ok("none is needed for a stream that ends, in this process")
          : Finding.warning(
              "checkpoints are in a temporary folder of this process, and end with it: the next start reads from"
                  + " --initialPosition. For what shall survive it, use a cluster: --flinkMaster.");
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
              + ": checkpoints are in the memory of its JobManager, and gone with it. Expected a"
              + " folder that all its machines reach, such as s3://BUCKET/checkpoints, in Flink's"
              + " configuration.";
      return hasEnd || cluster.silence().isPresent()
          ? Finding.warning(text)
          : Finding.refused(Kind.USAGE, text);
    }
    if (folder.get().startsWith("file:") || folder.get().startsWith("/")) {
      Set<String> hosts = cluster.workerHosts();
      if (hosts.size() > 1) {
        return Finding.warning(
            "state.checkpoints.dir is "
                + folder.get()
                + ", a folder of one machine, and TaskManagers are on "
                + String.join(", ", hosts)
                + "; expected storage that all of them reach, such as s3://BUCKET/checkpoints."
                + " If it is one that all of them have mounted, all is well.");
      }
    }
    return Finding.ok(folder.get());
  }
}
