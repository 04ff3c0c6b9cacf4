package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.count.CountOptions;
import io.footfall.pipelines.options.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table of options in the README is made from the options. {@code mvn test
 * -Dtest=OptionTableTest -Dfootfall.write} writes it there.
 */
class OptionTableTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- options: begin";
  private static final String END = "<!-- options: end -->";

  @Test
  void readmeShowsTheOptionsAsTheyAre() throws Exception {
    String readme = Files.readString(README);
    int from = readme.indexOf('\n', readme.indexOf(BEGIN)) + 1;
    int to = readme.indexOf(END, from);
    String table = OptionTable.of(CountOptions.class).markdown();

    if (System.getProperty("footfall.write") != null) {
      Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
      return;
    }

    assertThat(readme.substring(from, to), is(table));
  }
}
