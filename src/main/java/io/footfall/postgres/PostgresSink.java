package io.footfall.postgres;

import io.footfall.dataset.Dataset;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes the results of windows to the tables of a PostgreSQL database ({@link WindowTables}).
 * Beam's {@code JdbcIO} writes row by row in separate transactions, so a reader could see rows of
 * two panes.
 *
 * @param database the database
 */
public record PostgresSink(PostgresDatabase database) implements WindowSink {

  @Override
  public String step() {
    return "UpsertWindows";
  }

  @Override
  public String option() {
    return "--sink";
  }

  @Override
  public boolean isAtomic() {
    return true;
  }

  @Override
  public WindowSink.Session open(Dataset<?> dataset) throws IOException {
    return tried("Writing to " + database + " failed", () -> new Session(dataset));
  }

  @Override
  public List<String> missingPrivileges(Dataset<?> dataset) throws IOException {
    return tried(
        database + " refused the login", () -> WindowTables.missingPrivileges(database, dataset));
  }

  @FunctionalInterface
  private interface Statements<T> {
    T run() throws SQLException;
  }

  @FunctionalInterface
  private interface Update {
    void run() throws SQLException;
  }

  private static <T> T tried(String failure, Statements<T> statements) throws IOException {
    try {
      return statements.run();
    } catch (SQLException e) {
      throw new IOException(failure + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return database.toString();
  }

  /** An open connection. */
  private final class Session implements WindowSink.Session {
    private final WindowTables tables;

    Session(Dataset<?> dataset) throws SQLException {
      tables = new WindowTables(database, dataset);
    }

    @Override
    public void put(Iterable<WindowResult> results) throws IOException {
      write(() -> tables.upsert(results));
    }

    @Override
    public boolean has(WindowResult result) throws IOException {
      return tried("Reading " + database + " failed", () -> tables.has(result));
    }

    @Override
    public void requireAvailable(StreamOwner run, boolean takesOver) throws IOException {
      write(() -> tables.ownership().requireAvailable(run, takesOver));
    }

    @Override
    public void claim(StreamOwner run, boolean takesOver, boolean inThisProcess)
        throws IOException {
      write(() -> tables.ownership().claim(run, takesOver, inThisProcess));
    }

    @Override
    public void writeFor(StreamOwner owner) {
      tables.setOwner(owner);
    }

    @Override
    public void renew(StreamOwner owner) throws IOException {
      write(() -> tables.ownership().renew(owner));
    }

    @Override
    public void release(StreamOwner owner) throws IOException {
      write(() -> tables.ownership().release(owner));
    }

    private void write(Update update) throws IOException {
      tried(
          "Writing to " + database + " failed",
          () -> {
            update.run();
            return tables;
          });
    }

    @Override
    public Total total() throws IOException {
      return tried("Reading " + database + " failed", tables::total);
    }

    @Override
    public void close() throws IOException {
      tables.close();
    }
  }
}
