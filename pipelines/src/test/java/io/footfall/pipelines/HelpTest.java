package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.footfall.dataset.Datasets;
import io.footfall.pipelines.count.CountOptions;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.options.OptionTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  private static String help(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Footfall.run(List.of(args), print), is(0));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpOfACommandHasEveryOption() {
    String help = help("visits", "--help");

    Arrays.stream(CountOptions.class.getMethods())
        .filter(m -> m.isAnnotationPresent(Listed.class))
        .forEach(
            m -> {
              String name = m.getName().substring(3);
              String option = Character.toLowerCase(name.charAt(0)) + name.substring(1);
              assertThat(help, containsString("\n  --" + option));
            });
    OptionTable.OF_RUNNERS.forEach(o -> assertThat(help, containsString("\n  --" + o.name())));
  }

  @Test
  void helpOfPurchasesHasEveryOptionExceptThoseOfVisits() {
    List<String> visits = options(help("visits", "--help"));
    List<String> purchases = options(help("purchases", "--help"));
    Set<String> unused = Datasets.named("purchases", ZoneOffset.UTC).unusedOptions();

    assertThat(visits.containsAll(unused), is(true));
    visits.removeAll(unused);
    assertThat(purchases, is(visits));
  }

  private static List<String> options(String help) {
    return Pattern.compile("(?m)^  --(\\w+)")
        .matcher(help)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Test
  void helpHasTheColumnsOfTheDataset() {
    assertThat(help("visits", "-h"), containsString("\n  page_view_duration "));
    assertThat(help("purchases", "--help"), containsString("replaces product_price and"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "visits", "purchases", "rejects", "generate"})
  void helpHasAtMost100Columns(String command) {
    String help = command.isEmpty() ? help("--help") : help(command, "--help");

    help.lines().forEach(line -> assertThat(line, line.length(), is(lessThanOrEqualTo(100))));
  }

  @Test
  void listedRunnerOptionsExist() {
    List<Class<?>> known =
        List.of(
            DirectOptions.class,
            FlinkPipelineOptions.class,
            org.apache.beam.sdk.options.PipelineOptions.class);
    for (OptionTable.RunnerOption option : OptionTable.OF_RUNNERS) {
      if (option.name().startsWith("spark")) {
        continue; // Spark is not on this class path; ReportsIT runs with its option.
      }
      String getter =
          "get" + Character.toUpperCase(option.name().charAt(0)) + option.name().substring(1);
      assertThat(
          option.name(),
          known.stream()
              .flatMap(c -> Arrays.stream(c.getMethods()))
              .anyMatch(m -> m.getName().equals(getter)),
          is(true));
    }
  }

  @Test
  void namesTheRunnerOfAnOption() {
    assertThat(OptionTable.runnerOf("flinkMaster").orElseThrow(), is("FlinkRunner"));
    assertThat(OptionTable.runnerOf("runner").isPresent(), is(false));
  }

  @Test
  void unknownCommandIsAnsweredWithTheNearestOne() {
    assertThat(NearestName.of("vists", List.of("visits", "purchases")).orElseThrow(), is("visits"));
    assertThat(NearestName.of("buy", List.of("visits", "purchases")).isPresent(), is(false));
    assertThat(Footfall.run(List.of("vists"), System.out), is(2));
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(Version.current().matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), is(true));
  }
}
