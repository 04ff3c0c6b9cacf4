package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.console.ErrorOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The exit status of failures that no command explains, such as those inside a runner. */
class FailureStatusTest {
  private static void failsWith(int status, String message, Throwable failure) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int actual =
        Footfall.failed(
            failure,
            List.of(),
            false,
            new ErrorOutput(new PrintStream(err, true, StandardCharsets.UTF_8)));
    assertThat(err.toString(StandardCharsets.UTF_8), startsWith("footfall: " + message));
    assertThat(actual, is(status));
  }

  private static RuntimeException ofRunner(Exception cause) {
    return new IllegalStateException("The job failed", new RuntimeException(cause));
  }

  @Test
  void failureOfADatabaseIsOneOfOutput() {
    failsWith(74, "The database failed: down. Run it", ofRunner(new SQLException("down.")));
    failsWith(
        74,
        "The database failed: down.",
        ofRunner(new SQLException("down", new TimeoutException("30 s"))));
  }

  @Test
  void failureOfAFileIsOneOfOutputWhateverItsCause() {
    failsWith(
        74,
        "Reading or writing failed: closed. Run it",
        ofRunner(new IOException("closed", new InterruptedException("by the runner"))));
    failsWith(
        74, "Reading or writing failed: gone.", new UncheckedIOException(new IOException("gone")));
  }

  @Test
  void anyOtherFailureIsOneOfFootfall() {
    failsWith(
        70,
        "The run failed: ArithmeticException: by zero.",
        ofRunner(new ArithmeticException("by zero")));
  }
}
