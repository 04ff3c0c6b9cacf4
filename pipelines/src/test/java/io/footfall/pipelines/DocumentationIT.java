package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows is what happens: every command of a {@code console} block is run, in
 * the order of the page, and its output is compared. Times, dates and ids differ from run to run,
 * and are not.
 *
 * <p>With {@code -Dfootfall.write} the outputs are written into the pages instead.
 */
class DocumentationIT {
  private static final Path HOME =
      Path.of(System.getProperty("footfall.launcher")).getParent().getParent();
  private static final Pattern BLOCK =
      Pattern.compile("(?<=^|\n)```console\n(.*?)(?<=\n)```\n", Pattern.DOTALL);

  /** What the pages show for the folder in which the commands are run. */
  private static final String SOME_FOLDER = "/home/you/footfall";

  private static final String PROMPT = "$ ";
  private static final int MOST_MINUTES = 10;

  /** A build is not started in the middle of a build; exec:java does what the launcher does. */
  private static final Pattern RUN_BY_MAVEN =
      Pattern.compile("mvn .*exec:java -Dexec\\.args=(\\S+)");

  private static final List<Pattern> DIFFERS =
      List.of(
          Pattern.compile("(?m)^[0-9.]+ s(, [0-9,]+ records/s)?$"),
          Pattern.compile("in [0-9.]+ s \\([0-9,]+ rows/s\\)"),
          Pattern.compile("\\.html \\([0-9.,]+ [kM]B\\)"),
          Pattern.compile("\\bon \\d{4}-\\d\\d-\\d\\d in\\b"),
          Pattern.compile("/\\d{4}/\\d\\d/\\d\\d/\\d\\d/"),
          Pattern.compile("-\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-"),
          Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
          Pattern.compile("replay-[0-9a-f]{16}"),
          Pattern.compile("\\bbatch [0-9a-f]{16}\\b"),
          Pattern.compile("\\b1\\d{12}\\b"),
          Pattern.compile("\"(started|finished|java|footfall)\" : \"[^\"]*\""),
          Pattern.compile("\"(durationSeconds|rowsPerSecond)\" : [0-9.]+"));

  /** A command that takes many seconds reports its progress. */
  private static final Pattern PROGRESS =
      Pattern.compile(
          "(?m)^  (starting; .*|running on .*|[0-9.]+ (bytes|kB|MB) (of|read).*"
              + "|[0-9,]+ records read, [0-9,]+ messages .*"
              + "|[a-z]+: [0-9,]+ of [0-9,]+ batches, .*|[a-z]+: .* records copied, .*"
              + "|looking for late records .*)\n");

  /** Where the pages say that a warehouse is. */
  private static final String SOME_WAREHOUSE = "jdbc:postgresql://db.example/shop";

  @TempDir Path temp;

  private final Map<String, String> environment = new TreeMap<>();

  static Stream<String> pages() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("src/docs"))) {
      return Stream.concat(Stream.of(HOME.resolve("README.md")), docs)
          .map(page -> HOME.relativize(page).toString())
          .filter(page -> page.endsWith(".md"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsOfThePageProduceItsOutput(String page) throws Exception {
    // A folder that looks like the project's, and takes what the commands write.
    for (String part : List.of("bin", "src")) {
      Files.createSymbolicLink(temp.resolve(part), HOME.resolve(part));
    }
    String shown = Files.readString(HOME.resolve(page));
    String real;
    if (shown.contains("$WAREHOUSE")) {
      try (PostgresServer warehouse = PostgresServer.start(temp.resolve(".warehouse"))) {
        environment.put("WAREHOUSE", warehouse.url() + "?user=" + PostgresServer.USER);
        environment.put("PGPASSWORD", PostgresServer.PASSWORD);
        real = runAll(shown).replace(warehouse.url(), SOME_WAREHOUSE);
      }
    } else {
      real = runAll(shown);
    }

    if (System.getProperty("footfall.write") != null) {
      if (!withoutWhatDiffers(real).equals(withoutWhatDiffers(shown))) {
        Files.writeString(HOME.resolve(page), real);
      }
      return;
    }

    assertThat(withoutWhatDiffers(shown), is(withoutWhatDiffers(real)));
  }

  /** The page with what its commands really print. */
  private String runAll(String page) throws Exception {
    StringBuilder real = new StringBuilder();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      block.appendReplacement(
          real, Matcher.quoteReplacement("```console\n" + run(block.group(1)) + "```\n"));
    }
    return block.appendTail(real).toString();
  }

  private static String withoutWhatDiffers(String text) {
    String same = PROGRESS.matcher(text).replaceAll("");
    for (Pattern differs : DIFFERS) {
      same = differs.matcher(same).replaceAll("~");
    }
    return same;
  }

  /** The commands of a block, each with its real output. */
  private String run(String block) throws Exception {
    List<String> commands =
        block.lines().filter(line -> line.startsWith(PROMPT)).map(l -> l.substring(2)).toList();
    assertThat(block, commands.size(), is(greaterThan(0)));
    StringBuilder out = new StringBuilder();
    for (String command : commands) {
      out.append(PROMPT).append(command).append('\n');
      Matcher byMaven = RUN_BY_MAVEN.matcher(command);
      if (byMaven.find()) {
        out.append(output("bin/footfall " + byMaven.group(1)));
      } else if (!command.startsWith("mvn ")) {
        out.append(output(command));
      }
    }
    return out.toString();
  }

  private String output(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of("bash", "-c", command)))
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    String text = Files.readString(output);
    assertThat(command + " does not end\n" + text, ended, is(true));
    Files.delete(output);
    text = text.replace(temp.toString(), SOME_FOLDER);
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
