package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.options.Arguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The names of all steps of every pipeline. Flink finds the state of a step by its name: anyone who
 * renames one makes earlier savepoints unusable, and says so in the changelog. {@code
 * -Dfootfall.write} writes the lists.
 */
class StepNamesTest {
  private static final Path LISTS = Path.of("pipelines/src/test/steps");

  @TempDir Path temp;

  private PipelineGraph graph(String dataset, String options) throws IOException {
    Path input =
        Files.writeString(temp.resolve("input.csv"), "user_id,timestamp,url,page_view_duration\n");
    List<String> args = new ArrayList<>();
    for (String option : options.split(" ", -1)) {
      args.add(option.replace("INPUT", input.toString()).replace("DIR", temp.toString()));
    }
    return PipelineGraph.of(
        new CountCommand(dataset)
            .plan(Arguments.parse(dataset, CountOptions.class, "input", args)));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "files, visits, --input=INPUT --output=DIR/out",
    "files-with-everything, visits, --input=INPUT --output=DIR/out --lake=DIR/lake"
        + " --backup=DIR/backup --deduplicate --numShards=2",
    "backfill, visits, --input=INPUT --output=DIR/out --window=day --sink=jdbc:postgresql://127.0.0.1/none",
    "stream, visits, --input=kafka://127.0.0.1:9092/clicks --output=DIR/out",
    "stream-with-everything, visits, --input=kafka://127.0.0.1:9092/clicks --output=DIR/out"
        + " --lake=DIR/lake --backup=DIR/backup --deduplicate --partitions=2"
        + " --sink=jdbc:postgresql://127.0.0.1/none --warehouse=jdbc:postgresql://127.0.0.1/none",
    "watched-files, visits, --input=DIR --watch=1s --output=DIR/out"
  })
  void namesOfStepsAreAsTheyWere(String list, String dataset, String options) throws IOException {
    Path file = LISTS.resolve(list + ".txt");
    String names = graph(dataset, options).names();
    if (System.getProperty("footfall.write") != null) {
      Files.createDirectories(LISTS);
      Files.writeString(file, names);
    }
    assertThat(names, is(Files.readString(file, StandardCharsets.UTF_8)));
  }
}
