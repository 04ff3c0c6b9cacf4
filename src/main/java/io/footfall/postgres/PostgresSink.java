package io.footfall.postgres;

import io.footfall.dataset.Dataset;
import io.footfall.report.WindowReport;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Puts the reports of windows into the tables of a PostgreSQL database ({@link WindowTables}).
 *
 * @param database the database
 */
public record PostgresSink(PostgresDatabase database) implements WindowSink {

  @Override
  public Session open(Dataset<?> dataset) throws IOException {
    try {
      return new Session(new WindowTables(database, dataset));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private IOException failed(SQLException e) {
    return new IOException("Writing to " + database + " failed: " + e.getMessage(), e);
  }

  @Override
  public String toString() {
    return database.toString();
  }

  /** An open connection. */
  private final class Session implements WindowSink.Session {
    private final WindowTables tables;

    Session(WindowTables tables) {
      this.tables = tables;
    }

    @Override
    public void put(Iterable<WindowReport> reports) throws IOException {
      try {
        tables.upsert(reports);
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() throws IOException {
      tables.close();
    }
  }
}
