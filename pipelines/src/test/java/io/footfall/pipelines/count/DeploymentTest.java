package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.parquet.ParquetColumn;
import io.footfall.pipelines.Footfall;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the files for deploying say of the program is so. */
class DeploymentTest {
  private static final Path DEPLOY = Path.of("src/deploy");

  private String dockerfile;
  private JsonNode manifest;

  @BeforeEach
  void read() throws Exception {
    dockerfile = Files.readString(DEPLOY.resolve("kubernetes/Dockerfile"));
    manifest = yaml("kubernetes/footfall-visits.yaml");
  }

  private static JsonNode yaml(String file) throws Exception {
    Object loaded =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(DEPLOY.resolve(file)));
    return new ObjectMapper().valueToTree(loaded);
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    assertThat(text, matcher.find(), is(true));
    return matcher.group(1);
  }

  private List<String> args() {
    List<String> args = new ArrayList<>();
    manifest.at("/spec/job/args").forEach(arg -> args.add(arg.asText()));
    return args;
  }

  @Test
  void marksFilesThatWereNotRun() throws Exception {
    for (String file : List.of("kubernetes/Dockerfile", "kubernetes/footfall-visits.yaml")) {
      assertThat(
          Files.readString(DEPLOY.resolve(file)),
          containsString("because the machines that build Footfall have no"));
    }
  }

  @Test
  void imageHasTheFlinkAndJavaOfTheBuild() {
    String flink = EnvironmentInformation.getVersion();
    String minor = flink.substring(0, flink.lastIndexOf('.'));
    assertThat(dockerfile, containsString("\nFROM flink:" + flink + "-scala_2.12-java17\n"));
    assertThat(dockerfile, containsString("flink-s3-fs-presto-" + flink + ".jar"));
    assertThat(manifest.at("/spec/flinkVersion").asText(), is("v" + minor.replace('.', '_')));
    assertThat(manifest.at("/apiVersion").asText(), is("flink.apache.org/v1beta1"));
  }

  @Test
  void manifestFindsTheJar() {
    assertThat(found("^COPY (\\S+) ", dockerfile), is("target/footfall-flink.jar"));
    assertThat(
        manifest.at("/spec/job/jarURI").asText(),
        is("local://" + found("^COPY \\S+ (\\S+)$", dockerfile)));
  }

  @Test
  void manifestUsesTheBuiltImage() {
    assertThat(dockerfile, containsString(" -t " + manifest.at("/spec/image").asText() + " "));
  }

  @Test
  void roleOnAwsIsForTheServiceAccountOfTheManifest() throws Exception {
    assertThat(
        yaml("aws/footfall.yaml").at("/Parameters/ServiceAccount/Default").asText(),
        is("default:" + manifest.at("/spec/serviceAccount").asText()));
  }

  @Test
  void tableForAthenaHasTheColumnsOfTheLake() throws Exception {
    List<String> columns = new ArrayList<>();
    yaml("aws/footfall.yaml")
        .at("/Resources/VisitsTable/Properties/TableInput/StorageDescriptor/Columns")
        .forEach(column -> columns.add(column.path("Name").asText()));
    assertThat(
        columns,
        is(
            new VisitsDataset(ZoneOffset.UTC)
                .lake().schema().columns().stream().map(ParquetColumn::name).toList()));
  }

  @Test
  void manifestNamesTheMainClass() throws Exception {
    Class<?> main = Class.forName(manifest.at("/spec/job/entryClass").asText());
    assertThat(main.getMethod("main", String[].class).getName(), is("main"));
    assertThat(main, is((Object) Footfall.class));
  }

  @Test
  void argumentsOfTheManifestAreValid() {
    List<String> args = args();
    String command = args.remove(0);
    Arguments arguments = Arguments.parse(command, CountOptions.class, "input", args);
    CountSettings settings = CountSettings.of(command, arguments);
    assertThat(settings.input(), startsWith("kinesis://"));
    assertThat(settings.beam().getRunner().getSimpleName(), is("FlinkRunner"));
    assertThat("a main method that ends", settings.waits(), is(false));
    Plan plan = RunPlans.of(settings, List.of());
    assertThat(plan.options().get("stableUniqueNames"), is("ERROR"));
    assertThat(plan.stream().orElseThrow().hasEnd(), is(false));
  }

  @Test
  void stateIsOnSharedStorage() {
    for (String key :
        List.of("state.checkpoints.dir", "state.savepoints.dir", "high-availability.storageDir")) {
      assertThat(
          key, manifest.at("/spec/flinkConfiguration").path(key).asText(), startsWith("s3://"));
    }
    assertThat(manifest.at("/spec/job/upgradeMode").asText(), is("savepoint"));
  }

  @Test
  void deploymentFilesContainNoSecret() throws Exception {
    String text = Files.readString(DEPLOY.resolve("kubernetes/footfall-visits.yaml"));
    assertThat(text, not(containsString("password=")));
    assertThat(manifest.at("/spec/podTemplate/spec/containers/0/envFrom").isArray(), is(true));
  }

  @Test
  void prometheusFilesAreYaml() throws Exception {
    assertThat(yaml("monitoring/prometheus.yml").at("/rule_files/0").asText(), is("alerts.yml"));
    for (JsonNode alert : yaml("monitoring/alerts.yml").at("/groups/0/rules")) {
      assertThat(alert.path("alert").asText(), startsWith("Footfall"));
      assertThat(alert.at("/annotations/summary").asText(), not(is("")));
    }
  }
}
