package io.footfall.pipelines;

import static io.footfall.testing.Gzip.gzip;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose source is kept: what is kept gives the same report, and is there with it only. */
class BackupTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";

  @TempDir Path temp;

  private Path input;
  private Path backup;

  @BeforeEach
  void putInput() throws Exception {
    input = Files.createDirectories(temp.resolve("in"));
    backup = temp.resolve("backup");
    Files.writeString(
        input.resolve("a.csv"),
        HEADER + "1,2024-03-01 10:00:00,/a,1.5\n2,2024-03-01 10:00:01,\"/b\n\"\"x\"\"\",2\n");
    Files.writeString(
        input.resolve("b.jsonl"),
        "{\"user_id\":3,\"timestamp\":\"2024-03-01 11:00:00\",\"url\":\"/a\",\"page_view_duration\":4}\n");
    Files.write(
        input.resolve("c.csv.gz"),
        gzip(HEADER + "4,2024-03-01 10:00:00,/c,five\n1,2024-03-01 12:00:00,/a,7\n"));
  }

  private Ended visits(String from, Path report, String... more) {
    List<String> args = new ArrayList<>(List.of("visits", "--input=" + from, "--output=" + report));
    args.addAll(Arrays.asList(more));
    return FootfallCall.run(args.toArray(String[]::new));
  }

  private List<Path> kept() throws IOException {
    if (!Files.exists(backup)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(backup)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String tables(Path report) throws IOException {
    return Files.readString(report.resolve("summary.csv"))
        + Files.readString(report.resolve("urls.csv"));
  }

  @Test
  void removesLeftoversOfAKilledRunAfterAWeek() throws Exception {
    Path running = Files.createDirectories(backup.resolve(".footfall-living"));
    Files.writeString(running.resolve("0"), "a copy");
    FileTime old = FileTime.from(Instant.now().minus(8, ChronoUnit.DAYS));
    Path dead = Files.createDirectories(backup.resolve(".footfall-dead"));
    Path copy = Files.writeString(dead.resolve("0"), "half a copy");
    Path half = Files.createDirectories(backup.resolve(".writing")).resolve("1");
    Files.writeString(half, "half a file");
    Path young = Files.writeString(half.resolveSibling("2"), "half a file");
    for (Path path : List.of(copy, dead, half)) {
      Files.setLastModifiedTime(path, old);
    }
    visits(input.toString(), temp.resolve("report"), "--backup=" + backup).assertStatus(0);
    assertThat(Files.exists(dead), is(false));
    assertThat(Files.exists(half), is(false));
    assertThat(Files.exists(young), is(true));
    assertThat(Files.exists(running.resolve("0")), is(true));
  }

  @Test
  void backupProducesTheSameReport() throws Exception {
    Path first = temp.resolve("first");
    visits(input.toString(), first, "--backup=" + backup)
        .assertStatus(0)
        .assertOut("backup in " + backup + ": 3 files");
    assertThat(kept(), hasSize(3));

    Path again = temp.resolve("again");
    visits(backup + "/source/**", again).assertStatus(0);
    assertThat(tables(again), is(tables(first)));
    for (String count : List.of("read", "ok", "rejected")) {
      assertThat(
          count, FootfallProcess.count(again, count), is(FootfallProcess.count(first, count)));
    }
  }

  @Test
  void runJsonListsTheCopyOfEachFile() throws Exception {
    Path report = temp.resolve("report");
    visits(input + "/c.csv.gz", report, "--backup=" + backup);
    JsonNode backup = FootfallProcess.runJson(report).path("backup");
    assertThat(backup.size(), is(1));
    assertThat(backup.get(0).path("source").asText(), is(input + "/c.csv.gz"));
    assertThat(backup.get(0).path("file").asText(), is(kept().get(0).toString()));
    assertThat(
        "gzip is kept as it is",
        Files.readAllBytes(kept().get(0)),
        is(Files.readAllBytes(input.resolve("c.csv.gz"))));
  }

  @Test
  void failedRunKeepsNoBackup() throws Exception {
    byte[] whole = Files.readAllBytes(input.resolve("c.csv.gz"));
    Files.write(input.resolve("c.csv.gz"), Arrays.copyOf(whole, whole.length - 12));
    visits(input.toString(), temp.resolve("report"), "--backup=" + backup).assertStatus(74);
    assertThat(kept(), hasSize(0));
  }

  @Test
  void replacedReportKeepsItsBackup() throws Exception {
    Path report = temp.resolve("report");
    visits(input.toString(), report, "--backup=" + backup);
    visits(input.toString(), report, "--backup=" + backup, "--overwrite").assertStatus(0);
    assertThat(kept(), hasSize(6));
  }

  @Test
  void refusesUncreatableDirectoryBeforeTheRun() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    visits(input.toString(), temp.resolve("report"), "--backup=" + file + "/b")
        .assertStatus(74)
        .assertErr("Cannot write to " + file + "/b/: ");
    assertThat(Files.exists(temp.resolve("report")), is(false));
  }
}
