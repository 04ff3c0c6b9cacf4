package io.footfall.pipelines;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.testing.process.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program, called in the Java of the test: for what does not depend on how it is started. A
 * process of its own costs two seconds, mostly for starting Java; what depends on the launcher, its
 * class path or its memory is tested with {@link FootfallProcess}.
 *
 * <p>The folder of the test's Java cannot be changed: names of files have to be whole.
 */
final class FootfallCall {
  /** A property of PostgreSQL's driver. */
  private static final String PASSWORD_FILE = "org.postgresql.pgpassfile";

  private FootfallCall() {}

  /** Runs a command; what it writes to standard output and standard error is kept. */
  static Ended run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    int status;
    try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complained = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setErr(complained);
      status = Footfall.run(Arrays.asList(args), captured);
    } finally {
      System.setErr(before);
    }
    return new Ended(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * Runs a command that connects to a {@link PostgresServer}. The JVM of the tests has no {@code
   * PGPASSWORD}, so that the driver reads a password file.
   */
  static Ended runWithPassword(String... args) {
    try {
      Path file = Files.createTempFile("footfall", ".pgpass");
      System.setProperty(PASSWORD_FILE, file.toString());
      try {
        Files.writeString(file, "*:*:*:*:" + PostgresServer.PASSWORD);
        return run(args);
      } finally {
        System.clearProperty(PASSWORD_FILE);
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command that must end well. */
  static Ended runWell(String... args) {
    return run(args).assertStatus(0);
  }
}
