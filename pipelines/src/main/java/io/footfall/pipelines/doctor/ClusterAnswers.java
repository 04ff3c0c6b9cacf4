package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Whether the cluster answers, and is of the version that this program was built for. */
final class ClusterAnswers implements Check {
  @Override
  public String subject() {
    return "cluster";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.cluster().isEmpty()) {
      return Optional.empty();
    }
    ClusterView cluster = plan.cluster().get();
    Optional<String> silence = cluster.silence();
    if (silence.isPresent()) {
      return cluster.isClient()
          ? Finding.warning(
              "its REST interface does not answer at "
                  + cluster.address()
                  + " ("
                  + silence.get()
                  + "): nothing that only the cluster knows is looked at.")
          : Finding.refused(
              Kind.IO,
              "The cluster cannot be reached at "
                  + cluster.address()
                  + " ("
                  + silence.get()
                  + "); expected its REST interface there. Check --flinkMaster.");
    }
    String version =
        cluster.get("/config").map(c -> c.path("flink-version").asText()).orElse("unknown");
    String ours = minor(EnvironmentInformation.getVersion());
    return minor(version).equals(ours) || cluster.isClient()
        ? Finding.ok("Flink " + version + " at " + cluster.address())
        : Finding.refused(
            Kind.USAGE,
            "The cluster at "
                + cluster.address()
                + " is Flink "
                + version
                + ", and this program is built for "
                + ours
                + ": a job of one version does not start on another. Check --flinkMaster.");
  }

  private static String minor(String version) {
    return version.replaceAll("^(\\d+\\.\\d+).*", "$1");
  }
}
