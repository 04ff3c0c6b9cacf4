package io.footfall.pipelines.query;

import io.footfall.pipelines.launch.OwnTemporaryFolder;
import io.footfall.pipelines.query.QueryFrames.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs untrusted queries over a lake in child processes, each with its own limits, so that no query
 * can affect this process or another query. A process that a query crashes is replaced.
 *
 * <p>The processes read a database file with the small relations, and views over the files of the
 * lake. New data results in a new database file; running queries finish with the old one.
 */
final class RestrictedLake implements SteadyLake {
  /** Maximum number of idle processes. Each uses 70 MiB. */
  private static final int MOST_IDLE = 2;

  private final QuerySource source;
  private final QueryLimits limits;
  private final KnownSeals seals;
  private final Path temporary;
  private final Deque<QueryProcess> idle = new ArrayDeque<>();
  private Stored current;
  private int snapshots;
  private boolean closed;

  RestrictedLake(QuerySource source, QueryLimits limits, KnownSeals seals) throws IOException {
    this.source = source;
    this.limits = limits;
    this.seals = seals;
    temporary = Files.createTempDirectory("footfall-query-");
    try {
      current = write();
      // Start a process now, so that the first query does not wait for it.
      QueryProcess process = QueryProcess.start(temporary, limits.memoryBytes());
      process.awaitStart();
      idle.push(process);
    } catch (IOException | RuntimeException e) {
      OwnTemporaryFolder.remove(temporary);
      throw e;
    }
  }

  /** The relations at one moment. */
  private static final class Stored implements Snapshot {
    private final String version;
    private final Path file;
    private final List<String> files;
    private int users;
    private boolean replaced;

    Stored(String version, Path file, List<String> files) {
      this.version = version;
      this.file = file;
      this.files = files;
    }

    @Override
    public List<String> files() {
      return files;
    }
  }

  private Stored write() throws IOException {
    String version = LakeDatabase.version(source);
    Path file = temporary.resolve("lake-" + snapshots++ + ".duckdb");
    return new Stored(version, file, LakeDatabase.write(source, seals, file));
  }

  @Override
  public synchronized boolean refresh() throws IOException {
    if (LakeDatabase.version(source).equals(current.version)) {
      return false;
    }
    Stored before = current;
    current = write();
    before.replaced = true;
    deleteIfUnused(before);
    return true;
  }

  private static void deleteIfUnused(Stored snapshot) throws IOException {
    if (snapshot.replaced && snapshot.users == 0) {
      Files.deleteIfExists(snapshot.file);
    }
  }

  private synchronized Stored use() {
    current.users++;
    return current;
  }

  private synchronized void release(Stored snapshot) throws IOException {
    snapshot.users--;
    deleteIfUnused(snapshot);
  }

  private QueryProcess process() throws IOException {
    synchronized (this) {
      while (!idle.isEmpty()) {
        QueryProcess process = idle.pop();
        if (process.isAlive()) {
          return process;
        }
      }
      if (closed) {
        throw new IOException("The database is closed");
      }
    }
    return QueryProcess.start(temporary, limits.memoryBytes());
  }

  private synchronized void keep(QueryProcess process) {
    if (closed || idle.size() >= MOST_IDLE || !process.isAlive()) {
      process.close();
    } else {
      idle.push(process);
    }
  }

  @Override
  public synchronized Snapshot snapshot() {
    return current;
  }

  @Override
  public void selectOnce(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    Stored snapshot = use();
    @Nullable QueryProcess process = null;
    try {
      process = process();
      process.select(
          new Question(sql, snapshot.file.toString(), snapshot.files(), limits), to, cancellation);
    } finally {
      if (process != null) {
        keep(process);
      }
      release(snapshot);
    }
  }

  @Override
  public QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException {
    return collect(sql, limits.rows(), cancellation);
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(QueryProcess::close);
    idle.clear();
    OwnTemporaryFolder.remove(temporary);
  }
}
