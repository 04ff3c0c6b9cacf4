package io.footfall.testing.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.process.FlinkCluster.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkClusterIT {
  private static final String VISITS =
      Path.of("src/samples/visits.csv").toAbsolutePath().toString();

  @TempDir Path temp;

  @Test
  void clusterProducesTheReportOfTheDirectRunner() throws Exception {
    Path direct = temp.resolve("direct");
    Process here =
        new ProcessBuilder(
                System.getProperty("footfall.launcher"),
                "visits",
                "--input=" + VISITS,
                "--output=" + direct)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("direct.log").toFile())
            .start();
    assertThat(here.waitFor(5, TimeUnit.MINUTES), is(true));
    assertThat(Files.readString(temp.resolve("direct.log")), here.exitValue(), is(0));
    String expected = Files.readString(direct.resolve("urls.csv"));

    try (FlinkCluster cluster = FlinkCluster.start(temp.resolve("flink"), 1)) {
      assertThat(report(cluster), is(expected));
      assertThat(cluster.get("/jobs/overview").path("jobs").size(), is(1));

      cluster.killTaskManager(0);
      cluster.killJobManager();
      cluster.restartJobManager();
      cluster.addTaskManager();
      cluster.awaitTaskManagers(1);
      assertThat(cluster.get("/jobs/overview").path("jobs").size(), is(0));
    }
  }

  private String report(FlinkCluster cluster) throws Exception {
    Path report = temp.resolve("report");
    Ended ended =
        cluster.flink(
            "run",
            System.getProperty("footfall.job.jar"),
            "visits",
            "--runner=FlinkRunner",
            "--attachedMode=false",
            "--input=" + VISITS,
            "--output=" + report);
    assertThat(ended.output(), ended.status(), is(0));
    return Files.readString(report.resolve("urls.csv"));
  }
}
