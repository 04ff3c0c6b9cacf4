package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.PermanentFailure;
import io.footfall.files.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stream per output, and one run of it at a time. */
class OwnedDirectoryTest {
  @TempDir Path temp;

  private static StreamOwner run(String id, String window) {
    return new StreamOwner(
        id,
        Map.of("input", "kafka://a:9092/visits", "window", window),
        Instant.parse("2024-03-01T10:00:00Z"));
  }

  private OwnedDirectory directory() {
    return OwnedDirectory.ofReports(temp.toString());
  }

  private StreamOwner claim(StreamOwner run, boolean takesOver) throws IOException {
    directory().claim(run, "--output", takesOver, true);
    return run;
  }

  private String refusal(StreamOwner run, boolean takesOver) {
    return assertThrows(FootfallException.class, () -> claim(run, takesOver)).getMessage();
  }

  private static StreamOwner resumed(StreamOwner run, String savepoint) {
    return new StreamOwner(run.run(), run.settings(), run.started(), savepoint);
  }

  @Test
  void refusesOtherSettingsWithBothValues() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false));
    for (String savepoint : List.of("", "savepoint-1")) {
      assertThat(
          refusal(resumed(run("2", "2h"), savepoint), true),
          containsString("--window=1h there, --window=2h here"));
    }
  }

  @Test
  void refusesASecondRunWhileTheFirstWrites() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false));
    assertThat(refusal(run("2", "1h"), false), containsString("Another run was using"));
  }

  @Test
  void refusesASecondRunBeforeTheFirstHasWritten() throws Exception {
    claim(run("1", "1h"), false);
    assertThat(refusal(run("2", "1h"), false), containsString("Another run was using"));
    assertThat(refusal(run("2", "2h"), false), containsString("Another run was using"));
  }

  @Test
  void grantsOneOfManySimultaneousClaims() throws Exception {
    assertThat(claimsAtOnce(directory(), 8), is(1L));
  }

  /** Returns how many of several runs that claim a directory at once become its owner. */
  private static long claimsAtOnce(OwnedDirectory directory, int runs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        StreamOwner run = run("run-" + i, "1h");
        claims.add(
            threads.submit(
                () -> {
                  start.await();
                  try {
                    directory.claim(run, "--output", false, true);
                    return true;
                  } catch (FootfallException e) {
                    return false;
                  }
                }));
      }
      start.countDown();
      long owners = 0;
      for (Future<Boolean> claim : claims) {
        owners += claim.get() ? 1 : 0;
      }
      return owners;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void letsTheNextRunInAfterTheFirstHasEnded() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false);
    directory().beforeWrite(first);
    directory().release(first);
    assertThat(claim(run("2", "1h"), false).run(), is("2"));
  }

  @Test
  void replacedOwnerCannotWriteRenewOrRelease() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false);
    directory().beforeWrite(first);
    StreamOwner second = claim(run("2", "1h"), true);
    assertThat(
        assertThrows(PermanentFailure.class, () -> directory().beforeWrite(first)).getMessage(),
        is(
            "Run 2, started at 2024-03-01T10:00:00Z, has taken over "
                + temp
                + ". This stream, run 1, has ended."));
    directory().release(first);
    assertThat(refusal(run("3", "1h"), false), containsString("Another run was using"));
    directory().release(second);
    directory().renew(first);
    claim(run("3", "1h"), false);
  }

  @Test
  void lateHeartbeatOfAReplacedRunDoesNotEndItsSuccessor() throws Exception {
    Path sign = temp.resolve("_stream.alive");
    StreamOwner first = claim(run("1", "1h"), false);
    directory().release(first);
    byte[] ended = Files.readAllBytes(sign);
    claim(run("2", "1h"), false);
    Files.write(sign, ended);
    assertThat(refusal(run("3", "1h"), false), containsString("Another run was using"));
  }

  @Test
  void renewedClaimStaysActive() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false);
    directory().release(first);
    directory().renew(first);
    assertThat(refusal(run("2", "1h"), false), containsString("Another run was using"));
  }

  @Test
  void resumedRunReplacesTheOneThatTookItsSavepoint() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false);
    directory().beforeWrite(first);
    StreamOwner second = claim(resumed(run("2", "1h"), "savepoint-1"), false);
    directory().beforeWrite(second);
    assertThrows(PermanentFailure.class, () -> directory().beforeWrite(first));
  }

  @Test
  void refusesASecondRunFromTheSameSavepoint() throws Exception {
    claim(resumed(run("1", "1h"), "savepoint-1"), false);
    assertThat(
        refusal(resumed(run("2", "1h"), "savepoint-1"), false),
        containsString("Another run was using"));
    claim(resumed(run("2", "1h"), "savepoint-2"), false);
  }

  @Test
  void settingsOfARunThatNeverWroteMayChange() throws Exception {
    directory().release(claim(run("1", "1h"), false));
    claim(run("2", "2h"), false);
  }

  @Test
  void runIsActiveUntilItsProcessEndsOrItIsSilent() throws Exception {
    long own = ProcessHandle.current().pid();
    String host = DirectoryLock.hostName();
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    assertThat(isActive(Duration.ZERO, "other", 1), is(true));
    assertThat(isActive(StreamOwner.ACTIVE, "", own), is(false));
    assertThat(isActive(Duration.ZERO, host, own), is(true));
    assertThat(isActive(Duration.ZERO, host, ended.pid()), is(false));
  }

  private static boolean isActive(Duration age, String host, long process) {
    return new StreamOwner.LastSign(true, age, host, process).isActive();
  }

  @Test
  void resumedRunMayHaveAnotherBrokerAddress() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false));
    StreamOwner moved =
        new StreamOwner(
            "2",
            Map.of("input", "kafka://b:9092/visits", "window", "1h"),
            Instant.parse("2024-03-02T10:00:00Z"));
    assertThat(refusal(moved, true), containsString("--input=kafka://a:9092/visits there"));
    claim(resumed(moved, "savepoint-1"), false);
  }
}
