package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.testing.aws.RecordedAwsCalls;
import io.footfall.testing.process.KinesisServer;
import io.footfall.testing.process.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The roles of {@code src/deploy/aws/footfall.yaml} permit the calls that the AWS clients make, and
 * nothing else. The calls are recorded while commands run against local servers.
 */
class AwsPermissionsIT {
  private static final Path SAMPLE = Path.of("src/samples/visits.csv").toAbsolutePath();

  /** Operations that need the permission of another one. */
  private static final Map<String, Set<String>> ACTIONS =
      Map.of(
          "s3:HeadBucket", Set.of("s3:ListBucket"),
          "s3:ListObjectsV2", Set.of("s3:ListBucket"),
          "s3:HeadObject", Set.of("s3:GetObject"),
          "s3:CopyObject", Set.of("s3:GetObject", "s3:PutObject"),
          "s3:CreateMultipartUpload", Set.of("s3:PutObject"),
          "s3:UploadPart", Set.of("s3:PutObject"),
          "s3:CompleteMultipartUpload", Set.of("s3:PutObject"),
          "s3:DeleteObjects", Set.of("s3:DeleteObject"));

  @TempDir Path temp;

  @Test
  void rolesPermitTheRecordedCallsAndNoOthers() throws Exception {
    try (S3Server s3 = S3Server.start(temp.resolve("s3"));
        KinesisServer kinesis = KinesisServer.start(temp.resolve("kinesis"))) {
      s3.createBucket("lake");
      s3.put("lake", "in/visits.csv", SAMPLE);
      kinesis.createStream("clicks", 1);
      RecordedAwsCalls.clear();
      S3Footfall footfall = new S3Footfall(temp, s3, s3.endpoint());
      String[] report = {
        "visits", "--input=s3://lake/in/*.csv", "--output=s3://lake/out", "--lake=s3://lake/lake"
      };
      footfall.callWell(with(report, "--backup=s3://lake/backup"));
      footfall.callWell(with(report, "--overwrite"));
      footfall.callWell("rejects", "--rejects=s3://lake/out/rejects");
      footfall.callWell("compact", "--lake=s3://lake/lake");
      // Says so if the bucket cannot be written to, by starting an upload and aborting it.
      footfall.callWell(with(new String[] {"doctor"}, with(report, "--overwrite")));
      String endpoint = "--endpoint=" + kinesis.endpoint();
      footfall.callWell(
          "publish",
          "--input=" + SAMPLE,
          "--output=kinesis://clicks",
          "--rejects=" + temp.resolve("rejects"),
          endpoint);
      footfall.callWell(
          "visits",
          "--input=kinesis://clicks",
          "--window=day",
          "--output=s3://lake/days",
          "--stopAfterIdle=5s",
          "--allowedLateness=7d",
          endpoint);
    }
    Set<String> called = new TreeSet<>();
    for (String call : RecordedAwsCalls.calls()) {
      called.addAll(ACTIONS.getOrDefault(call, Set.of(call)));
    }
    Set<String> permitted = new TreeSet<>();
    JsonNode resources = template().path("Resources");
    for (String role : List.of("JobRole", "PublisherPolicy")) {
      actions(resources.path(role).path("Properties"), permitted);
    }
    permitted.removeIf(action -> action.startsWith("sts:") || action.startsWith("redshift"));
    assertThat(called, is(permitted));
  }

  @Test
  void templateStatesThatItWasNotApplied() throws Exception {
    assertThat(template().path("Description").asText(), containsString("Not applied"));
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(more));
    return all.toArray(new String[0]);
  }

  private static JsonNode template() throws Exception {
    return new ObjectMapper()
        .valueToTree(
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("src/deploy/aws/footfall.yaml"))));
  }

  private static void actions(JsonNode node, Set<String> to) {
    JsonNode action = node.path("Action");
    if (action.isTextual()) {
      to.add(action.asText());
    }
    action.forEach(one -> to.add(one.asText()));
    Set<JsonNode> children = new HashSet<>();
    node.forEach(children::add);
    children.forEach(child -> actions(child, to));
  }
}
