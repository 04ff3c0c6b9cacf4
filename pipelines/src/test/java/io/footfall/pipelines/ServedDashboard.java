package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.testing.process.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dashboard that runs.
 *
 * @param process its process
 * @param address where it is
 */
record ServedDashboard(FootfallProcess.Started process, URI address) implements AutoCloseable {
  private static final Duration MOST_TO_START = Duration.ofMinutes(3);
  private static final int MINUTES_TO_END = 2;
  private static final Pattern SERVED = Pattern.compile("Serving .* at (http://\\S+)\\s");
  private static final int TERMINATED = 143;

  /** Starts {@code serve}. */
  static ServedDashboard of(FootfallProcess footfall, String... args) throws Exception {
    return of(footfall.start(args));
  }

  /** The dashboard of a process that was started, once it says where it is. */
  static ServedDashboard of(FootfallProcess.Started process) throws Exception {
    String[] found = {""};
    Await.until(
        "it says where it is",
        MOST_TO_START,
        () -> {
          Matcher served = SERVED.matcher(Files.readString(process.out()));
          boolean is = served.find();
          found[0] = is ? served.group(1) : "";
          return is || !process.process().isAlive();
        });
    if (found[0].isEmpty()) {
      throw new AssertionError(process.ended().said());
    }
    return new ServedDashboard(process, URI.create(found[0]));
  }

  String url() {
    return address.toString();
  }

  /** What it says under an address. */
  JsonNode get(String path) throws IOException {
    return new ObjectMapper().readTree(address.resolve(path).toURL());
  }

  /** Stops the process, which must end without complaints. */
  @Override
  public void close() throws IOException {
    process.process().destroy();
    try {
      if (!process.process().waitFor(MINUTES_TO_END, TimeUnit.MINUTES)) {
        throw new AssertionError("it does not end after a signal");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.process().destroyForcibly();
    }
    assertThat(
        Files.readString(process.err()).lines().toList(),
        everyItem(containsString("The data is unavailable")));
    assertThat(process.process().exitValue(), is(TERMINATED));
  }
}
