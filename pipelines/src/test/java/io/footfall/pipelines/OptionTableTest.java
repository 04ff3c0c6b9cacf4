package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.count.CountOptions;
import io.footfall.pipelines.options.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the table in {@code src/docs/options.md} with the options. {@code mvn test
 * -Dtest=OptionTableTest -Dfootfall.write} writes the table.
 */
class OptionTableTest {
  private static final Path PAGE = Path.of("src/docs/options.md");
  private static final String BEGIN = "<!-- options: begin";
  private static final String END = "<!-- options: end -->";

  @Test
  void pageListsTheOptions() throws Exception {
    String page = Files.readString(PAGE);
    int from = page.indexOf('\n', page.indexOf(BEGIN)) + 1;
    int to = page.indexOf(END, from);
    String table = OptionTable.of(CountOptions.class).markdown();

    if (System.getProperty("footfall.write") != null) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
      return;
    }

    assertThat(page.substring(from, to), is(table));
  }
}
