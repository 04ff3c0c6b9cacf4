package io.footfall.pipelines.query;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.launch.OwnTemporaryFolder;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * A child process that runs untrusted queries, one at a time. The operating system limits its
 * memory. It is killed if a query does not end in time. It inherits no environment variables,
 * because they can contain secrets.
 */
final class QueryProcess implements AutoCloseable {
  /** Memory of the process in addition to that of a query, in bytes. */
  private static final long BASE_BYTES = 256L << 20;

  /** Time for a cancelled query to end before its process is killed. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Maximum time for the process to start, even on a busy machine. */
  private static final Duration START = Duration.ofMinutes(1);

  private static final Path SHELL = Path.of("/bin/sh");

  private static final List<String> FLAGS =
      List.of(
          "-Xmx64m",
          "-Xss1m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompressedClassSpaceSize=32m",
          "-XX:ReservedCodeCacheSize=32m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:+SuppressFatalErrorMessage",
          "-XX:-UsePerfData",
          "-Xlog:disable");

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "query-process-time");
            thread.setDaemon(true);
            return thread;
          });

  private final Process process;
  private final String command;
  private final DataOutputStream to;
  private final DataInputStream from;
  private volatile boolean broken;
  private boolean started;

  private QueryProcess(Process process, List<String> command) {
    this.process = process;
    this.command = String.join(" ", command);
    to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    from = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /**
   * Starts a process without waiting until it is ready, which takes about 0.3 seconds.
   *
   * @param temporary directory for the files of the processes, such as the library of DuckDB
   * @param memoryBytes memory of a query
   */
  static QueryProcess start(Path temporary, long memoryBytes) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      long kibibytes = (memoryBytes + BASE_BYTES) >> 10;
      // Disables core dumps and limits the memory. The process replaces the shell.
      String limited = "ulimit -c 0; ulimit -d " + kibibytes + " 2>/dev/null; exec \"$0\" \"$@\"";
      command.addAll(List.of(SHELL.toString(), "-c", limited));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    Path own = Files.createTempDirectory(temporary, "process-");
    command.add("-Djava.io.tmpdir=" + own);
    command.addAll(List.of("-cp", classPath(), QueryServer.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(own.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("HOME", own.toString());
    // By default, malloc reserves an arena per thread, which counts as used memory.
    environment.put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    var unused = process.onExit().thenRun(() -> OwnTemporaryFolder.remove(own));
    return new QueryProcess(process, command);
  }

  /**
   * Returns the class path of the process: the jars or directories of the classes that it needs.
   */
  private static String classPath() {
    return Stream.of(
            QueryServer.class,
            DuckDBDriver.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonCreator.class)
        .map(QueryProcess::source)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String source(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Not a file: " + source.getLocation(), e);
    }
  }

  /**
   * Waits until the process has started.
   *
   * @throws IOException if it does not start
   */
  synchronized void awaitStart() throws IOException {
    if (started) {
      return;
    }
    Future<?> alarm = CLOCK.schedule(this::close, START.toMillis(), TimeUnit.MILLISECONDS);
    try {
      if (from.readUnsignedByte() != QueryFrames.READY) {
        throw new IOException("The query process sent an invalid message");
      }
      started = true;
    } catch (IOException e) {
      close();
      throw new IOException("Cannot start the query process: " + command, e);
    } finally {
      alarm.cancel(false);
    }
  }

  /** Returns whether the process can run another query. */
  boolean isAlive() {
    return !broken && process.isAlive();
  }

  /**
   * Runs a query, and kills the process if the query does not end within its time limit, or soon
   * after a cancellation.
   *
   * @throws QueryFailedException if the query or the process fails
   * @throws IOException if {@code sink} fails; the process is then killed
   */
  void select(QueryFrames.Question question, RowSink sink, Cancellation cancellation)
      throws QueryFailedException, IOException {
    awaitStart();
    Duration time = question.limits().time();
    Stop stop = new Stop();
    Future<?> alarm =
        CLOCK.schedule(
            () -> stop.kill(Reason.TIME), time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    GuardedSink guarded = new GuardedSink(sink);
    boolean ended = false;
    try {
      QueryFrames.write(question, to);
      cancellation.started(stop::stop);
      QueryFrames.pass(from, guarded, stop::ask);
      ended = true;
    } catch (QueryFailedException e) {
      ended = true;
      throw e;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      if (guarded.failed) {
        throw e;
      }
      throw died(stop.reason, time, e);
    } finally {
      alarm.cancel(false);
      cancellation.ended();
      stop.end();
      if (!ended) {
        close();
      }
    }
  }

  private QueryFailedException died(@Nullable Reason killed, Duration time, IOException cause) {
    if (killed == Reason.TIME) {
      return JdbcRows.tooLong(time, cause);
    }
    if (killed == Reason.CANCELLED) {
      return new QueryFailedException(Reason.CANCELLED, "The query was cancelled.", -1, cause);
    }
    return new QueryFailedException(
        Reason.MEMORY,
        "The database process ended during the query, most likely at its memory limit. Select less.",
        -1,
        cause);
  }

  /** Stops a running query: cancels it, then kills the process. */
  private final class Stop {
    private boolean running = true;
    private volatile @Nullable Reason reason;

    void stop() {
      ask();
      var unused =
          CLOCK.schedule(() -> kill(Reason.CANCELLED), GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void ask() {
      if (!running) {
        return;
      }
      try {
        to.writeByte(QueryFrames.CANCEL);
        to.flush();
      } catch (IOException e) {
        kill(Reason.CANCELLED);
      }
    }

    synchronized void kill(Reason why) {
      if (running) {
        reason = why;
        close();
      }
    }

    synchronized void end() {
      running = false;
    }
  }

  /** Distinguishes failures of the sink from those of the process. */
  private static final class GuardedSink implements RowSink {
    private final RowSink to;
    private boolean failed;

    GuardedSink(RowSink to) {
      this.to = to;
    }

    @Override
    public void columns(List<QueryColumn> columns) throws IOException {
      try {
        to.columns(columns);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public boolean row(List<@Nullable Object> values) throws IOException {
      try {
        return to.row(values);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void end() throws IOException {
      try {
        to.end();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }

  /** Kills the process, which has no state to lose. */
  @Override
  public void close() {
    broken = true;
    process.destroyForcibly();
  }
}
