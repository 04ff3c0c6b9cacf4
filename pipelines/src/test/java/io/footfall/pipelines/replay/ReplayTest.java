package io.footfall.pipelines.replay;

import static io.footfall.testing.Thrown.messageOf;
import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.Seal;
import io.footfall.parquet.ParquetRows;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFolder;
import io.footfall.report.RejectBatchFile;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rejected records are tried again: each is in the lake once, or is a reject once more. */
class ReplayTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final List<String> COLUMNS =
      List.of("user_id", "timestamp", "url", "page_view_duration");

  @TempDir Path temp;

  private Path rejects() {
    return temp.resolve("rejects");
  }

  private LakeFolder lake() {
    return LakeFolder.of(temp.resolve("lake").toString(), "visits");
  }

  /** A file of rejects with these records. */
  private String rejected(RejectCode code, String... records) throws IOException {
    List<Reject> batch = new ArrayList<>();
    for (String record : records) {
      batch.add(
          new Reject(
              code,
              "invalid",
              "visits.csv",
              0,
              100 + batch.size(),
              7,
              null,
              null,
              record.getBytes(UTF_8),
              1,
              1_700_000_000_000L,
              null));
    }
    return RejectBatchFile.write(batch, "visits", rejects().toString());
  }

  private Replay.Outcome replay() throws IOException {
    return replay(Fix.NONE);
  }

  private Replay.Outcome replay(Fix fix) throws IOException {
    return new Replay<VisitRow>(
            VISITS,
            RejectFolder.of(rejects().toString()),
            LakeTarget.of(lake(), "replay", "replay"),
            ReadSettings.defaults().withEncoding(ReadSettings.Encoding.CSV).withoutHeader(COLUMNS),
            ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON),
            fix)
        .run();
  }

  /** The users and URLs in the lake. */
  private List<String> kept() throws IOException {
    List<String> kept = new ArrayList<>();
    for (LakeFile file : lake().liveFiles()) {
      try (ParquetRows rows = lake().open(file, VISITS.lake().schema())) {
        while (rows.next()) {
          kept.add(rows.text(0) + " " + rows.text(2));
        }
      }
    }
    return kept;
  }

  /** The rejects of the second attempt. */
  private List<String> rejectedAgain() throws IOException {
    List<String> again = new ArrayList<>();
    for (MatchResult.Metadata file : RejectFolder.of(rejects().toString()).files()) {
      RejectFolder.read(
          file,
          new RejectFolder.Visitor() {
            @Override
            public void reject(KeptReject reject) {
              if (reject.attempts() > 1) {
                again.add(
                    reject.code()
                        + " "
                        + reject.attempts()
                        + " "
                        + reject.source()
                        + " "
                        + reject.offset()
                        + " "
                        + new String(reject.raw(), UTF_8));
              }
            }

            @Override
            public void otherLine(String file, long line) {
              throw new AssertionError(file + ", line " + line);
            }
          });
    }
    return again;
  }

  @Test
  void lateRecordsAreInTheLakeOnTheDayOfTheEvent() throws Exception {
    rejected(RejectCode.LATE, "u1,2024-03-01 10:00:00,/a,1", "u2,2024-03-02 10:00:00,/b,2");
    Replay.Outcome outcome = replay();
    assertThat(outcome.ok(), is(2L));
    assertThat(outcome.rejected(), is(Map.of()));
    assertThat(kept(), containsInAnyOrder("u1 /a", "u2 /b"));
    assertThat(
        lake().liveFiles().stream().map(file -> file.date().toString()).toList(),
        contains("2024-03-01", "2024-03-02"));
  }

  @Test
  void sealHasTheCountsOfTheReplayAndThoseOfBefore() throws Exception {
    rejected(RejectCode.LATE, "u1,2024-03-01 10:00:00,/a,1");
    rejected(
        RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,long", "u2,2024-03-01 10:00:00,/b,2");
    Seal seal = replay().seal().orElseThrow();
    assertThat(
        seal.accounting().toString(),
        is("{visits.csv=read 3 = ok 2 + rejected 1 + duplicate 0 + late 0 + skipped 0}"));
    assertThat(
        seal.replayed().toString(),
        is("{visits.csv=read 3 = ok 0 + rejected 2 + duplicate 0 + late 1 + skipped 0}"));
  }

  @Test
  void rejectsStillInvalidRecordsAgain() throws Exception {
    rejected(
        RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,long", "u2,2024-03-01 10:00:00,/b,2");
    Replay.Outcome outcome = replay();
    assertThat(outcome.ok(), is(1L));
    assertThat(outcome.rejected(), is(Map.of("INVALID_NUMBER", 1L)));
    assertThat(
        rejectedAgain(),
        contains("INVALID_NUMBER 2 visits.csv 100 u1,2024-03-01 10:00:00,/a,long"));
  }

  @Test
  void replayingTwiceChangesNothing() throws Exception {
    rejected(RejectCode.LATE, "u1,2024-03-01 10:00:00,/a,1");
    replay();
    Replay.Outcome second = replay();
    assertThat(second.files(), is(0));
    assertThat(second.replayedBefore(), is(1));
    assertThat(kept(), contains("u1 /a"));
  }

  @Test
  void sealsNoEmptyBatchForRecordsThatTheSameOptionsRejected() throws Exception {
    rejected(RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,1s");
    assertThat(replay().rejectedInAll(), is(1L));
    List<String> sealed = lake().sealed();
    Replay.Outcome second = replay();
    assertThat(second.files(), is(0));
    assertThat(second.unchanged(), is(1));
    assertThat(lake().sealed(), is(sealed));
    assertThat(replay(Fix.parse("s/(\\d)s$/$1/")).ok(), is(1L));
  }

  @Test
  void replaysOnlyRecordsRejectedAgain() throws Exception {
    rejected(
        RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,1s", "u2,2024-03-01 10:00:00,/b,2");
    replay();
    assertThat(kept(), contains("u2 /b"));
    Replay.Outcome fixed = replay(Fix.parse("s/(\\d)s$/$1/"));
    assertThat(fixed.ok(), is(1L));
    assertThat(kept(), containsInAnyOrder("u1 /a", "u2 /b"));
  }

  @Test
  void interruptedReplayHasNoEffect() throws Exception {
    rejected(
        RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,1s", "u2,2024-03-01 10:00:00,/b,2");
    String batch = replay().seal().orElseThrow().batch();
    // All is there but the seal.
    Files.delete(Path.of(lake().sealFile(batch)));
    assertThat(kept(), is(empty()));
    rejected(RejectCode.LATE, "u3,2024-03-01 10:00:00,/c,1");
    Replay.Outcome outcome = replay();
    assertThat(outcome.files(), is(2));
    assertThat(outcome.ok(), is(2L));
    assertThat(outcome.rejectedInAll(), is(1L));
    assertThat(kept(), containsInAnyOrder("u2 /b", "u3 /c"));
    Replay.Outcome fixed = replay(Fix.parse("s/1s/1/"));
    assertThat(fixed.ok(), is(1L));
    assertThat(kept(), containsInAnyOrder("u1 /a", "u2 /b", "u3 /c"));
  }

  @Test
  void recordsOfJsonAreReadAsSuch() throws Exception {
    rejected(
        RejectCode.LATE,
        "{\"user_id\":\"u1\",\"timestamp\":\"2024-03-01 10:00:00\",\"url\":\"/a\",\"page_view_duration\":1}");
    replay();
    assertThat(kept(), contains("u1 /a"));
  }

  @Test
  void filesOfFirehoseAreReadToo() throws Exception {
    Path hour = Files.createDirectories(rejects().resolve("processing-failed/2024/03/01/10"));
    String raw = Base64.getEncoder().encodeToString("u1,2024-03-01 10:00:00,/a,1".getBytes(UTF_8));
    Files.writeString(
        hour.resolve("stream-2-2024-03-01-10-00-00-ab"),
        "{\"lambdaArn\":\"x\",\"attemptsMade\":\"3\",\"rawData\":\""
            + raw
            + "\",\"errorCode\":\"Lambda.ProcessingFailedStatus\"}\n");
    assertThat(replay().ok(), is(1L));
    assertThat(kept(), contains("u1 /a"));
  }

  @Test
  void ignoresRejectsOfAnotherDataset() throws Exception {
    RejectBatchFile.write(
        List.of(
            new Reject(
                RejectCode.LATE, "", "p.csv", 0, 0, 1, null, null, new byte[] {'x'}, 1, 1L, null)),
        "purchases",
        rejects().toString());
    assertThat(replay().files(), is(0));
  }

  @Test
  void parsesSedSyntax() {
    assertThat(new String(Fix.parse("s/a/b/").apply("aa".getBytes(UTF_8)), UTF_8), is("ba"));
    assertThat(new String(Fix.parse("s/a/b/g").apply("aa".getBytes(UTF_8)), UTF_8), is("bb"));
    assertThat(new String(Fix.parse("s|/(\\w)|é$1|").apply("/x".getBytes(UTF_8)), UTF_8), is("éx"));
    assertThat(new String(Fix.parse("s/\\//-/").apply("a/b".getBytes(UTF_8)), UTF_8), is("a-b"));
  }

  @Test
  void refusesInvalidFixes() {
    for (String wrong : List.of("", "s", "a/b/", "s/a/b", "s/a/b/x", "s/(/b/", "s/a/$1/")) {
      assertThat(refusal(() -> Fix.parse(wrong)), containsString("--fix=" + wrong));
    }
  }

  @Test
  void takesLinearTimeForAnyExpression() {
    byte[] record = ("a".repeat(100_000) + "b").getBytes(UTF_8);

    assertThat(Fix.parse("s/^(a+)+$/x/").apply(record), is(record));

    assertThat(refusal(() -> Fix.parse("s/a(?=b)/x/")), containsString("no lookaround"));
  }

  @Test
  void refusesASecondReplayOfTheSameRejectsOrLakeMeanwhile() throws Exception {
    rejected(RejectCode.LATE, "u1,2024-03-01 10:00:00,/a,1");
    for (String directory : List.of(rejects() + "/", lake().path())) {
      try (DirectoryLock other = DirectoryLock.acquire(directory, "a replay")) {
        assertThat(
            messageOf(DirectoryLockedException.class, this::replay),
            containsString("is locked by a replay"));
        other.requireHeld();
      }
    }
    assertThat(kept(), is(empty()));
    assertThat(replay().ok(), is(1L));
  }

  @Test
  void namesTheBatchAfterTheFixAndRemovesADeadReplay() throws Exception {
    rejected(RejectCode.INVALID_NUMBER, "u1,2024-03-01 10:00:00,/a,1s");
    String first = replay(Fix.parse("s/1s/1/")).seal().orElseThrow().batch();
    LakeTarget dead = LakeTarget.of(lake(), "replay", "replay").withBatch(first);
    // As if the first had been killed before its seal.
    Path staging = Files.createDirectories(Path.of(dead.temporaryFolder()));
    Files.move(Path.of(lake().sealFile(first)), staging.resolve("seal.json"));
    Files.createFile(staging.resolve(DirectoryLock.FILE));

    String second = replay(Fix.parse("s/1s/2/")).seal().orElseThrow().batch();

    assertThat(second, is(not(first)));
    assertThat(kept(), contains("u1 /a"));
    try (Stream<Path> files = Files.walk(temp.resolve("lake"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet")).count(), is(1L));
    }
  }

  @Test
  void survivesTamperedRejectsAndReportsLinesThatAreNone() throws Exception {
    Path hour = Files.createDirectories(rejects().resolve("processing-failed/2024/03/01/10"));
    String raw = Base64.getEncoder().encodeToString("bad".getBytes(UTF_8));
    String line = "{\"rawData\":\"" + raw + "\",\"errorCode\":\"LATE\",\"attemptsMade\":";
    Files.writeString(
        hour.resolve("stream-2-2024-03-01-10-00-00-ab"),
        line
            + "2147483647,\"arrivalTimestamp\":9223372036854775807}\n"
            + line
            + "-9223372036854775808,\"arrivalTimestamp\":-1}\n"
            + line
            + "99999999999999999999,\"line\":-5}\n"
            + "no json\n{\"rawData\":7}\n");

    Replay.Outcome outcome = replay();

    assertThat(outcome.rejectedInAll(), is(3L));
    assertThat(outcome.invalidLines(), is(2L));
    assertThat(outcome.firstInvalidLine(), containsString("-ab, line 4"));
    assertThat(outcome.rejectsFile(), matchesPattern(".*/processing-failed/20\\d\\d/.*"));
    assertThat(
        "what was rejected again can be read",
        replay(Fix.parse("s/no match//")).rejectedInAll(),
        is(3L));
  }
}
