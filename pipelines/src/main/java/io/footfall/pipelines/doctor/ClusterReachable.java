package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Checks that the cluster responds and has the Flink version that this program is built for. */
final class ClusterReachable implements Check {
  @Override
  public String subject() {
    return "cluster";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.cluster().isEmpty()) {
      return Optional.empty();
    }
    ClusterView cluster = plan.cluster().get();
    Optional<String> silence = cluster.silence();
    if (silence.isPresent()) {
      return cluster.isClient()
          ? Finding.warning(
              "its REST interface does not respond at %s (%s): checks that need the cluster are skipped."
                  .formatted(cluster.address(), silence.get()))
          : Finding.refused(
              Kind.IO,
              ("No Flink cluster responds at %s (%s). Set --flinkMaster to the address of its REST"
                      + " interface.")
                  .formatted(cluster.address(), silence.get()));
    }
    String version =
        cluster.get("/config").map(c -> c.path("flink-version").asText()).orElse("unknown");
    String ours = minor(EnvironmentInformation.getVersion());
    return minor(version).equals(ours) || cluster.isClient()
        ? Finding.ok("Flink " + version + " at " + cluster.address())
        : Finding.refused(
            Kind.USAGE,
            ("The cluster at %s is Flink %s, but this program is built for %s. Set --flinkMaster to"
                    + " a cluster of that version.")
                .formatted(cluster.address(), version, ours));
  }

  private static String minor(String version) {
    return version.replaceAll("^(\\d+\\.\\d+).*", "$1");
  }
}
