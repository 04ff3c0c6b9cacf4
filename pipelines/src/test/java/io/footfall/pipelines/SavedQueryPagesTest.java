package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.query.SavedQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages of saved queries are made from the queries, and show what they answer for the sample
 * data. {@code mvn test -Dtest=SavedQueryPagesTest -Dfootfall.write} writes them.
 */
class SavedQueryPagesTest {
  private static final Path PAGES = Path.of("src/docs/queries");
  private static final Path LIST = Path.of("src/docs/queries.md");
  private static final String BEGIN = "<!-- saved: begin -->\n";
  private static final String END = "<!-- saved: end -->";

  @TempDir static Path temp;

  @BeforeAll
  static void readSamples() {
    PrintStream before = System.err;
    try (PrintStream silent = new PrintStream(new ByteArrayOutputStream(), true, UTF_8)) {
      System.setErr(silent);
      for (String dataset : List.of("visits", "purchases")) {
        SavedQuerySpecification.run(
            dataset,
            "--input=src/samples/" + dataset + ".csv",
            "--output=" + temp.resolve(dataset),
            "--lake=" + temp.resolve("lake"));
      }
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void documentsEverySavedQuery() throws Exception {
    Map<String, String> pages = new TreeMap<>();
    for (SavedQuery query : SavedQuery.all()) {
      pages.put(query.name() + ".md", page(query));
    }
    if (System.getProperty("footfall.write") != null) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
      }
      return;
    }
    assertThat(written(), is(pages));
  }

  @Test
  void listsEverySavedQuery() throws Exception {
    String list =
        "| name | question |\n|---|---|\n"
            + SavedQuery.all().stream()
                .map(
                    q ->
                        "| ["
                            + q.name()
                            + "](queries/"
                            + q.name()
                            + ".md) | "
                            + q.question()
                            + " |\n")
                .collect(Collectors.joining());
    String page = Files.readString(LIST);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (System.getProperty("footfall.write") != null) {
      Files.writeString(LIST, page.substring(0, from) + list + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to), is(list));
  }

  private static Map<String, String> written() throws IOException {
    Map<String, String> written = new TreeMap<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      for (Path file : files.toList()) {
        written.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return written;
  }

  private static String page(SavedQuery query) {
    // When a reject arrived differs from run to run.
    String answer =
        SavedQuerySpecification.run(
            "query",
            "--lake=" + temp.resolve("lake"),
            "--report=" + temp.resolve("visits") + "," + temp.resolve("purchases"),
            query.sql().replace("max(arrived)", "TIMESTAMPTZ '2026-03-01T10:00:00Z'"));
    return "<!-- Made by SavedQueryPagesTest. -->\n# "
        + query.name()
        + "\n\n"
        + query.question()
        + "\n\n| column | meaning |\n|---|---|\n"
        + query.columns().stream()
            .map(c -> "| `" + c.name() + "` | " + c.meaning() + " |\n")
            .collect(Collectors.joining())
        + "\nFor the sample data, `bin/footfall query --lake=lake --report=visits,purchases --saved="
        + query.name()
        + "` prints\n\n```\n"
        + answer
        + "```\n\n```sql\n"
        + query.sql()
        + "```\n";
  }
}
