package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submissions one after the other to one JobManager with the metaspace that Flink gives it by
 * default: what a submission leaves in memory adds up.
 */
class RestSubmissionsIT {
  private static final int JOBS = 30;

  @TempDir Path temp;

  @Test
  void thirtySubmissionsLeaveNothingBehindThatAddsUp() throws Exception {
    Path input =
        Files.writeString(
            Files.createDirectory(temp.resolve("in")).resolve("a.csv"),
            "user_id,timestamp,url,page_view_duration\n1,2024-03-01 10:00:00,/a,1\n");
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"));
        FlinkCluster cluster =
            FlinkCluster.start(
                Files.createDirectory(temp.resolve("flink")),
                1,
                Map.of(),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD))) {
      String jar = cluster.upload(Path.of(System.getProperty("footfall.job.jar")));
      for (int i = 0; i < JOBS; i++) {
        ObjectNode body = new ObjectMapper().createObjectNode();
        body.put("entryClass", "io.footfall.pipelines.Footfall");
        ArrayNode arguments = body.putArray("programArgsList");
        List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=1",
                "--wait=false",
                "--input=" + input.getParent(),
                "--watch=1s",
                "--rejects=" + temp.resolve("rejects"),
                "--sink=" + postgres.url() + "?user=" + PostgresServer.USER,
                "--overwrite")
            .forEach(arguments::add);
        JsonNode answer = cluster.post("/jars/" + jar + "/run", body.toString());
        assertThat(answer.toString(), answer.has("jobid"), is(true));
        cluster.cancel(answer.path("jobid").asText());
      }
      assertThat(cluster.logs(), not(containsString("OutOfMemoryError")));
      assertThat(cluster.logs(), not(containsString("No suitable driver")));
    }
  }
}
