package io.footfall.testing.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A process that runs until it is closed or the JVM of the tests ends. */
final class ServerProcess implements AutoCloseable {
  private static final Duration MOST_TO_START = Duration.ofMinutes(5);
  private static final int SECONDS_TO_END = 15;
  private static final int LOG_LINES_SHOWN = 40;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread hook;

  private ServerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    hook = new Thread(process::destroyForcibly, "end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process.
   *
   * @param name name for messages
   * @param environment additional environment variables
   * @param log file for its output
   */
  static ServerProcess start(
      String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new ServerProcess(name, builder.start(), log);
  }

  /**
   * Returns the command that starts a main class.
   *
   * @param jars directory of its class path
   */
  static List<String> java(Path jars, List<String> flags, String main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(flags);
    command.addAll(List.of("-cp", jars + "/*", main));
    command.addAll(args);
    return command;
  }

  /**
   * Returns the directory that the build created for a server.
   *
   * @throws IllegalStateException if it does not exist
   */
  static Path made(String folder) {
    Path made = Path.of(System.getProperty("footfall.processes", "target"), folder);
    if (!Files.isDirectory(made)) {
      throw new IllegalStateException(
          made.toAbsolutePath() + " is not there; mvn verify makes it before the end-to-end tests");
    }
    return made.toAbsolutePath();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Writes a line to the standard input of the process. */
  void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Returns the output so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "the log " + log + " cannot be read: " + e;
    }
  }

  /** Waits until the server responds, and kills it if it does not. */
  void awaitStarted(Callable<Boolean> serves) throws InterruptedException {
    try {
      Await.until(
          name + " serves, or has ended",
          MOST_TO_START,
          () -> !isAlive() || serves.call(),
          this::lastLines);
      if (!isAlive()) {
        throw new AssertionError(
            name + " ended with status " + process.exitValue() + "\n" + lastLines());
      }
    } catch (AssertionError | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** Returns the name, the state and the end of the log. */
  String describe() {
    return "---- " + name + " (pid " + pid() + (isAlive() ? "" : ", ended") + ")\n" + lastLines();
  }

  private String lastLines() {
    List<String> lines = output().lines().toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    // A shell has its own kill; a container may have no other.
    int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid()).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + signal + " ended with status " + status);
    }
  }

  /** Kills the process like {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
    forgetHook();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
    forgetHook();
  }

  private void awaitEnd() {
    process.onExit().join();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and its shutdown hook kills the process.
      return;
    }
  }

  /** Returns the value of a line {@code KEY=value} in the output. */
  Optional<String> printed(String key) {
    return output()
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst();
  }
}
