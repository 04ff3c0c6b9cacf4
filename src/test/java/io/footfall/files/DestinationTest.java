package io.footfall.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class DestinationTest {
  private static final String FULL =
      "footfall: warning: no space left in /full. The stream waits for free space. Nothing is lost.";
  private static final String SPACE = "footfall: /full has free space again. The stream continues.";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(before);
  }

  private static void fail(String name, Exception failure) {
    assertThrows(
        failure.getClass(),
        () ->
            new Destination(name)
                .write(
                    () -> {
                      if (failure instanceof IOException e) {
                        throw e;
                      }
                      throw (RuntimeException) failure;
                    }));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void reportsAFullDiskOnceAndThatItHasSpaceAgain() throws Exception {
    IOException full = new FileSystemException("/full/x", null, "No space left on device");
    fail("/full", full);
    fail("/full", new UncheckedIOException(full));
    assertThat(said(), is(FULL));
    assertThat(new Destination("/full").write(() -> 1), is(1));
    new Destination("/full").write(() -> 1);
    assertThat(said(), is(FULL + System.lineSeparator() + SPACE));
    fail("/full", full);
    assertThat(said().lines().filter(FULL::equals).count(), is(2L));
    new Destination("/full").write(() -> 1);
  }

  @Test
  void ignoresOtherFailures() throws Exception {
    fail("/broken", new IOException("Input/output error"));
    new Destination("/broken").write(() -> 1);
    assertThat(said(), is(""));
  }
}
