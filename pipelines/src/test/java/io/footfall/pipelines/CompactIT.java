package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.footfall.errors.FootfallException;
import io.footfall.files.DirectoryLock;
import io.footfall.lake.LakeFolder;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.StreamOwner;
import io.footfall.testing.process.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions that start while others run, as processes; the locks of a store. */
class CompactIT {
  private static final int DAYS = 40;
  private static final int BATCHES = 3;
  private static final int RECORDS_PER_DAY = 20;
  private static final String COUNT =
      "SELECT count(*) AS n, count(DISTINCT CAST(timestamp AS DATE)) AS days FROM visits";
  private static final String WHOLE = BATCHES * DAYS * RECORDS_PER_DAY + "," + DAYS;

  @TempDir Path temp;

  private Path batch(int number) throws Exception {
    StringBuilder csv = new StringBuilder("user_id,timestamp,url,page_view_duration\n");
    for (int day = 0; day < DAYS; day++) {
      for (int i = 0; i < RECORDS_PER_DAY; i++) {
        csv.append(i)
            .append(',')
            .append(LocalDate.of(2024, 1, 1).plusDays(day))
            .append(" 10:00:00,/p")
            .append(number)
            .append(",1\n");
      }
    }
    return Files.writeString(temp.resolve("batch-" + number + ".csv"), csv);
  }

  private static void assertEndedWellOrLocked(FootfallProcess.Ended ended) {
    assertThat(ended.said(), ended.status(), anyOf(equalTo(0), equalTo(2)));
    if (ended.status() == 2) {
      ended.assertErr("is locked by ");
    }
  }

  @RepeatedTest(3)
  void simultaneousCompactionsLoseNothing() throws Exception {
    Path lake = temp.resolve("lake");
    for (int i = 0; i < BATCHES; i++) {
      FootfallCall.runWell(
          "visits",
          "--input=" + batch(i),
          "--output=" + temp.resolve("report-" + i),
          "--lake=" + lake,
          "--batch=b" + i);
    }
    List<FootfallProcess.Started> started = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      started.add(FootfallProcess.launcher(temp).start("compact", "--lake=" + lake));
    }
    for (FootfallProcess.Started process : started) {
      assertEndedWellOrLocked(process.ended());
    }
    FootfallCall.run("query", "--lake=" + lake, "--format=csv", COUNT).assertOut(WHOLE);
    FootfallCall.run("compact", "--lake=" + lake).assertOut("visits: no day");
    assertThat(LakeFolder.of(lake.toString(), "visits").liveFiles().size(), is(DAYS));
  }

  @Test
  void onS3TheLockIsAnObjectThatOneProcessCreates() throws Exception {
    try (S3Server s3 = S3Server.start(Files.createDirectory(temp.resolve("servers")))) {
      s3.createBucket("bucket");
      S3Footfall footfall = new S3Footfall(temp, s3, s3.endpoint());
      String lake = "s3://bucket/lake";
      footfall
          .call("compact", "--lake=" + lake)
          .assertStatus(66)
          .assertErr("No sealed batch in s3://bucket/lake");
      for (int i = 0; i < 2; i++) {
        footfall.callWell(
            "visits",
            "--input=" + batch(i),
            "--output=" + temp.resolve("report-" + i),
            "--lake=" + lake,
            "--batch=b" + i);
      }
      FootfallProcess.Started first = footfall.start("compact", "--lake=" + lake);
      FootfallProcess.Started second = footfall.start("compact", "--lake=" + lake);
      FootfallProcess.Ended firstEnded = first.ended();
      FootfallProcess.Ended secondEnded = second.ended();
      assertEndedWellOrLocked(firstEnded);
      assertEndedWellOrLocked(secondEnded);
      assertThat(
          firstEnded.said() + secondEnded.said(),
          Math.min(firstEnded.status(), secondEnded.status()),
          is(0));
      footfall.callWell("compact", "--lake=" + lake).assertOut("visits: no day");
      assertThat(s3.keys("bucket", "lake/visits/" + DirectoryLock.FILE), is(empty()));
      s3.put(
          "bucket",
          "lake/visits/" + DirectoryLock.FILE,
          "a compaction (of a test)\n1\n".getBytes(StandardCharsets.UTF_8));
      footfall
          .call("compact", "--lake=" + lake)
          .assertStatus(2)
          .assertErr("locked by a compaction (of a test)");
      for (int i = 0; i < 5; i++) {
        String directory = "s3://bucket/windows-" + i + "/";
        assertThat(footfall.withKeys(() -> streamsThatMayWrite(directory)), is(1L));
      }
    }
  }

  /** Returns how many of several streams that claim a directory at once become its owner. */
  private static long streamsThatMayWrite(String directory) {
    return IntStream.range(0, 4)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> mayWrite(directory, "run-" + i)))
        .toList()
        .stream()
        .filter(CompletableFuture::join)
        .count();
  }

  private static boolean mayWrite(String directory, String id) {
    try {
      OwnedDirectory.ofReports(directory)
          .claim(new StreamOwner(id, Map.of(), Instant.EPOCH), "--output", false, false);
      return true;
    } catch (FootfallException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
