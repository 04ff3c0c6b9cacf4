package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.testing.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports from an object store into an object store, where there are no folders and no locks. */
class ObjectStoreTest {
  private static final String PURCHASES =
      """
      customer_id,timestamp,amount
      1,2024-03-01 10:00:00,10.00
      2,2024-03-01 11:00:00,20.00
      1,2024-03-01 12:00:00,five
      """;

  @TempDir Path temp;

  private final String bucket = "objects://" + UUID.randomUUID() + "/";
  private final String report = bucket + "report/";

  @BeforeEach
  void putInput() {
    ObjectStore.put(bucket + "in/a.csv", PURCHASES.getBytes(UTF_8));
  }

  private Ended purchases(String input, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("purchases", "--input=" + bucket + input, "--output=" + bucket + "report"));
    args.addAll(Arrays.asList(more));
    return FootfallCall.run(args.toArray(String[]::new));
  }

  @Test
  void reportIsItsObjectsAndNothingElse() {
    Ended ended = purchases("in/*.csv").assertStatus(0);
    assertThat(
        ObjectStore.names(report),
        contains(is(report + "customer_days.csv"), endsWith(".gz"), is(report + "run.json")));
    assertThat(
        new String(ObjectStore.content(report + "customer_days.csv"), UTF_8),
        is("date,customer_id,total_spent\n2024-03-01,1,10.00\n2024-03-01,2,20.00\n"));
    ended.assertOut("report in " + report);
  }

  @Test
  void replacesReportsOnlyWithOverwrite() {
    assertThat(purchases("in/a.csv", "--numShards=3").status(), is(0));

    purchases("in/a.csv").assertStatus(2).assertErr(report + " already contains a report");

    ObjectStore.put(bucket + "in/a.csv", PURCHASES.replace("five", "5").getBytes(UTF_8));
    purchases("in/a.csv", "--overwrite").assertStatus(0);
    assertThat(
        ObjectStore.names(report), contains(report + "customer_days.csv", report + "run.json"));
  }

  @Test
  void runThatFailsInTheMiddleLeavesNothing() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(PURCHASES.getBytes(UTF_8));
      for (int i = 0; i < 50_000; i++) {
        out.write((i + ",2024-03-01 10:00:00," + i + ".25\n").getBytes(UTF_8));
      }
    }
    byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
    ObjectStore.put(bucket + "cut.csv.gz", half);

    purchases("cut.csv.gz").assertStatus(74).assertOut("Counting purchases in ");
    assertThat(ObjectStore.names(report), is(empty()));
  }

  @Test
  void reportsAndKeepsFilesOfRunsWithUnknownStatus() {
    String foreign = report + ".footfall-other/run-1";
    ObjectStore.put(foreign, new byte[1]);

    purchases("in/a.csv")
        .assertStatus(0)
        .assertErr(report + ".footfall-other/ belongs to a run whose status is unknown");
    assertThat(ObjectStore.names(foreign), contains(foreign));
  }

  @Test
  void folderMayBeNamedWithOrWithoutASlash() {
    ObjectStore.put(bucket + "in/_SUCCESS", new byte[1]);
    ObjectStore.put(bucket + "in/.a.csv", new byte[1]);
    for (String folder : List.of("in", "in/")) {
      purchases(folder, "--overwrite").assertStatus(0).assertOut("read 3 = ok 2 + rejected 1");
    }
  }

  @Test
  void acceptsRejectsAndBackupOnAnotherFileSystem() throws Exception {
    Path report = temp.resolve("report");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream all = new PrintStream(out, true, UTF_8)) {
      int status =
          Footfall.run(
              List.of(
                  "purchases",
                  "--input=" + bucket + "in/a.csv",
                  "--output=" + report,
                  "--rejects=" + bucket + "rejects",
                  "--backup=" + bucket + "backup"),
              all);
      assertThat(out.toString(UTF_8), status, is(0));
    }
    assertThat(Files.exists(report.resolve("customer_days.csv")), is(true));
    assertThat(ObjectStore.names(bucket + "rejects/"), contains(endsWith(".gz")));
    assertThat(ObjectStore.names(bucket + "backup/"), contains(endsWith(".gz")));
    assertThat(ObjectStore.names(bucket + "backup/source/"), hasSize(1));
  }
}
