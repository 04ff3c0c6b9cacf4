package io.footfall.pipelines.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkRestartsTest {
  private static final long STEADY = 31_000;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FlinkRestarts restarts =
      new FlinkRestarts(new PrintStream(err, true, StandardCharsets.UTF_8));

  private long now = 1_000_000;

  private void fail(Throwable failure) {
    now += 1_000;
    restarts.report(failure, now, now + 10);
    restarts.report(failure, now, now + 510);
  }

  private List<String> said() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void reportsEachKindOfFailureOnceAndHowOftenTheStreamRestarted() {
    for (int i = 0; i < 12; i++) {
      fail(new IllegalStateException(new IOException("request " + i + " was refused.\nat 7")));
    }
    IOException last = new IOException("java.io.IOException: out is a file");
    fail(last);
    restarts.report(last, now, now + STEADY);
    restarts.report(last, now, now + 2 * STEADY);
    assertThat(
        said(),
        contains(
            "footfall: warning: the stream failed: request 0 was refused. It restarts from its last"
                + " checkpoint.",
            "footfall: warning: the stream failed 10 times: request 9 was refused. It restarts from"
                + " its last checkpoint.",
            "footfall: warning: the stream failed: out is a file. It restarts from its last"
                + " checkpoint.",
            "footfall: the stream recovered after 13 restarts."));
  }

  @ParameterizedTest
  @CsvSource({
    "java.io.IOException: a.csv is damaged, a.csv is damaged",
    "org.postgresql.util.PSQLException: ERROR: no table, ERROR: no table",
    "org.apache.kafka.common.errors.TimeoutException: late, TimeoutException: late",
    "java.lang.NullPointerException, NullPointerException",
    "db.example.com:5432 refused the login, db.example.com:5432 refused the login"
  })
  void shortensTheNameOfAnException(String message, String reason) {
    fail(new IOException(message));
    assertThat(
        said(),
        contains(
            "footfall: warning: the stream failed: "
                + reason
                + ". It restarts from its last checkpoint."));
  }

  @Test
  void leavesFullDisksToTheirDestinations() {
    IOException full = new IOException("No space left on device");
    fail(new UncheckedIOException(full));
    restarts.report(full, now, now + STEADY);
    assertThat(said(), is(empty()));
  }
}
