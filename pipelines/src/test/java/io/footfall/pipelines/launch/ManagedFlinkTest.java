package io.footfall.pipelines.launch;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the runtime properties of Managed Service for Apache Flink. */
class ManagedFlinkTest {
  @TempDir Path temp;

  private Path properties(String json) throws IOException {
    return Files.writeString(temp.resolve("application_properties.json"), json);
  }

  @Test
  void turnsThePropertyGroupIntoACommandWithOptions() throws Exception {
    Path file =
        properties(
            """
            [{"PropertyGroupId": "other", "PropertyMap": {"input": "x"}},
             {"PropertyGroupId": "footfall", "PropertyMap": {
               "command": "visits", "input": "kinesis://clicks", "window": "1h"}}]
            """);
    assertThat(
        ManagedFlink.arguments(file),
        contains(
            "visits",
            "--runner=FlinkRunner",
            "--wait=false",
            "--input=kinesis://clicks",
            "--window=1h"));
  }

  @Test
  void keepsPropertiesThatDifferFromTheDefaults() throws Exception {
    Path file =
        properties(
            "[{\"PropertyGroupId\":\"footfall\",\"PropertyMap\":{\"command\":\"visits\",\"wait\":\"true\"}}]");
    assertThat(
        ManagedFlink.arguments(file), allOf(hasItem("--wait=true"), not(hasItem("--wait=false"))));
  }

  @Test
  void hasNoArgumentsOutsideTheService() {
    assertThat(ManagedFlink.arguments(temp.resolve("missing.json")), empty());
  }

  @Test
  void rejectsPropertiesWithoutGroupOrCommand() throws Exception {
    assertRefused("[]", "has no property group 'footfall'");
    assertRefused("not json", "expected a JSON array");
    assertRefused(
        "[{\"PropertyGroupId\":\"footfall\",\"PropertyMap\":{\"input\":\"x\"}}]",
        "has no property 'command'");
  }

  private void assertRefused(String json, String message) throws IOException {
    Path file = properties(json);
    assertThat(refusal(() -> ManagedFlink.arguments(file)), containsString(message));
  }
}
