package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README works where nothing is built. */
class FreshCloneIT {
  private static final Path HOME =
      Path.of(System.getProperty("footfall.launcher")).getParent().getParent();
  private static final Pattern FIRST_COMMAND = Pattern.compile("(?s)\n```\n(mvn [^\n]*)\n```\n");
  private static final int MOST_MINUTES = 30;

  @TempDir Path temp;

  /** Copies what git knows, as it is in the work tree. */
  private Path copied() throws Exception {
    Path list = temp.resolve("files");
    assertThat(run(HOME, list, "git", "ls-files", "-z"), is(0));
    Path clone = temp.resolve("clone");
    for (String file : Files.readString(list).split("\0", -1)) {
      if (!file.isEmpty() && Files.exists(HOME.resolve(file))) {
        Path to = clone.resolve(file);
        Files.createDirectories(to.getParent());
        Files.copy(HOME.resolve(file), to);
      }
    }
    return clone;
  }

  private static int run(Path folder, Path out, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Returns the tables and summaries of all reports below a folder. */
  private static Map<String, String> reports(Path folder) throws IOException {
    Map<String, String> reports = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("footfall-output"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        reports.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return reports;
  }

  @Test
  void firstCommandOfTheReadmeProducesTheReportsOfTheLauncher() throws Exception {
    Matcher first = FIRST_COMMAND.matcher(Files.readString(HOME.resolve("README.md")));
    assertThat(first.find(), is(true));
    List<String> command = new ArrayList<>(List.of(first.group(1).split(" ", -1)));
    command.set(0, System.getProperty("footfall.maven"));
    // What it would download is there: this build has used it.
    command.add("-o");
    command.add("-q");
    command.add("-Dmaven.repo.local=" + System.getProperty("footfall.repository"));
    Path clone = copied();
    Path out = temp.resolve("out.txt");
    int status = run(clone, out, command.toArray(String[]::new));
    assertThat(Files.readString(out, StandardCharsets.UTF_8), status, is(0));

    Path launched = Files.createDirectories(temp.resolve("launched"));
    Files.createSymbolicLink(launched.resolve("src"), HOME.resolve("src"));
    FootfallProcess.launcher(launched).runWell("--runner=DirectRunner");
    Map<String, String> expected = reports(launched);
    assertThat(expected.size(), greaterThan(2));
    assertThat(reports(clone), is(expected));
  }
}
