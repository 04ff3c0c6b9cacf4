package io.footfall.testing.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the tests of a file in {@code src/test/browser} with Node.js in one browser, each as a JUnit
 * test:
 *
 * <pre>{@code
 * @TestFactory
 * List<DynamicTest> theReport() {
 *   return BrowserSuite.of("report.test.js").with("url", file.toUri()).run();
 * }
 * }</pre>
 *
 * <p>Screenshots are in {@code target/pictures/NAME}. Without node or Chromium the tests are
 * skipped, and the end of {@code mvn verify} reports it. {@code -Dfootfall.browser.only=TEXT}
 * selects tests by name.
 */
public final class BrowserSuite {
  private static final Path TESTS = Path.of("src", "test", "browser");
  private static final int MINUTES_TO_END = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;
  private final Map<String, Object> parameters;
  private final Map<String, Answer> answers;

  private BrowserSuite(String file, Map<String, Object> parameters, Map<String, Answer> answers) {
    this.file = file;
    this.parameters = parameters;
    this.answers = answers;
  }

  /** Answers a request of a browser test. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Answers a request.
     *
     * @param argument argument of the request
     * @return the answer for the browser test
     */
    String to(String argument) throws Exception;
  }

  /**
   * The outcome of a browser test.
   *
   * @param test name of the test
   * @param error the failure, with the complaints of the page; empty if the test passed
   */
  record Outcome(String test, Optional<String> error) {}

  /**
   * Returns the tests of a file.
   *
   * @param file its name in {@code src/test/browser}
   */
  public static BrowserSuite of(String file) {
    return new BrowserSuite(file, Map.of(), Map.of());
  }

  /**
   * Returns a copy with another parameter, available to the tests as {@code parameters.NAME}.
   *
   * @param value a value that Jackson can write
   */
  public BrowserSuite with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new BrowserSuite(file, more, answers);
  }

  /** Returns a copy with an answer to {@code await ask(what, argument)}. */
  public BrowserSuite answering(String what, Answer answer) {
    Map<String, Answer> more = new LinkedHashMap<>(answers);
    more.put(what, answer);
    return new BrowserSuite(file, parameters, more);
  }

  /** Runs all tests immediately and returns one JUnit test for each. */
  public List<DynamicTest> run() {
    if (!isThere()) {
      // A skipped test, because a skipped factory leaves no trace in the reports.
      return List.of(DynamicTest.dynamicTest(file, BrowserSuite::assumeBrowser));
    }
    return outcomes().stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.test(),
                    () ->
                        outcome
                            .error()
                            .ifPresent(
                                error -> {
                                  throw new AssertionError(outcome.test() + "\n" + error);
                                })))
        .toList();
  }

  private static boolean isThere() {
    return Files.exists(driver().resolve("installed.json"))
        && Chromium.onThePath(List.of("node")).isPresent()
        && Chromium.find().isPresent();
  }

  /** Skips the test if there is no browser. */
  static void assumeBrowser() {
    Assumptions.assumeTrue(
        isThere(),
        "no browser: install chromium, node and npm, and mvn verify installs the driver");
  }

  private static Path driver() {
    return Path.of(System.getProperty("footfall.processes", "target"), "browser").toAbsolutePath();
  }

  private String name() {
    return file.substring(0, file.indexOf('.'));
  }

  /** Runs all tests. A failure of the run itself is also an outcome. */
  List<Outcome> outcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    Path pictures = driver().resolveSibling("pictures").resolve(name());
    Path log = pictures.resolve("browser.log");
    try {
      Files.createDirectories(pictures);
      Process process = start(pictures, log);
      try {
        long ended = listen(process, outcomes);
        if (!process.waitFor(MINUTES_TO_END, TimeUnit.MINUTES) || ended != outcomes.size()) {
          outcomes.add(failed(log, "it broke off after " + outcomes.size() + " tests"));
        } else if (outcomes.isEmpty()) {
          outcomes.add(failed(log, "there was no test to run"));
        }
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcomes.add(failed(log, "interrupted"));
    }
    return outcomes;
  }

  private Process start(Path pictures, Path log) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("chromium", Chromium.find().orElseThrow().toString());
    settings.put("pictures", pictures.toString());
    settings.put("only", System.getProperty("footfall.browser.only", ""));
    settings.put("parameters", parameters);
    ProcessBuilder builder =
        new ProcessBuilder(
                "node", TESTS.resolve("run.js").toString(), TESTS.resolve(file).toString())
            .redirectError(log.toFile());
    builder.environment().put("NODE_PATH", driver().resolve("node_modules").toString());
    // A file, because the size of environments is limited.
    Path settingsFile = pictures.resolve("settings.json");
    JSON.writeValue(settingsFile.toFile(), settings);
    builder.environment().put("FOOTFALL_BROWSER_TESTS", settingsFile.toString());
    return builder.start();
  }

  /**
   * Reads the output of the process until it ends and returns the number of tests that it reports.
   */
  private long listen(Process process, List<Outcome> outcomes) throws IOException {
    long ended = -1;
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        Writer out = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode message = JSON.readTree(line);
        if (message.has("ask")) {
          out.write(answer(message) + "\n");
          out.flush();
        } else if (message.has("end")) {
          ended = message.get("end").asLong();
        } else {
          outcomes.add(
              new Outcome(
                  message.get("test").asText(),
                  Optional.ofNullable(message.get("error")).map(JsonNode::asText)));
        }
      }
    }
    return ended;
  }

  private String answer(JsonNode question) throws IOException {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", question.get("id").asLong());
    String what = question.get("ask").asText();
    Answer known = answers.get(what);
    if (known == null) {
      answer.put("error", "the test in Java has no answer to " + what);
      return JSON.writeValueAsString(answer);
    }
    try {
      answer.put("answer", known.to(question.get("argument").asText()));
    } catch (Exception | AssertionError e) {
      answer.put("error", what + ": " + e);
    }
    return JSON.writeValueAsString(answer);
  }

  private Outcome failed(Path log, String why) {
    String said;
    try {
      said = Files.readString(log);
    } catch (IOException e) {
      said = "its log cannot be read: " + e;
    }
    return new Outcome(file + " as a whole", Optional.of(why + "\n" + said));
  }
}
