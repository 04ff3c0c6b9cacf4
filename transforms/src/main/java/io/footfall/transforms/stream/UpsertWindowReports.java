package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.WindowTables;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowReport;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * Upserts the reports of windows into a PostgreSQL database ({@link WindowTables}): rows are those
 * of the newest pane, and writing a report again changes nothing.
 *
 * <p>Beam's {@code JdbcIO} writes row by row in separate transactions, so a reader could see rows
 * of two panes.
 */
public final class UpsertWindowReports extends PTransform<PCollection<WindowReport>, PDone> {
  private final Dataset<?> dataset;
  private final PostgresDatabase database;

  private final @Nullable StreamOwner owner;

  private UpsertWindowReports(
      Dataset<?> dataset, PostgresDatabase database, @Nullable StreamOwner owner) {
    this.dataset = dataset;
    this.database = database;
    this.owner = owner;
  }

  /** Returns a transform that writes to the tables of this database, and creates missing ones. */
  public static UpsertWindowReports into(PostgresDatabase database, Dataset<?> dataset) {
    return new UpsertWindowReports(dataset, database, null);
  }

  /** Writes only as long as this run owns the tables. Without it, ownership is not checked. */
  public UpsertWindowReports withOwner(StreamOwner value) {
    return new UpsertWindowReports(dataset, database, value);
  }

  @Override
  public PDone expand(PCollection<WindowReport> reports) {
    reports.apply("Upsert", ParDo.of(new Upsert(dataset, database, owner)));
    return PDone.in(reports.getPipeline());
  }

  static final class Upsert extends DoFn<WindowReport, Void> {
    private static final int TRIES = 2;

    private final Dataset<?> dataset;
    private final PostgresDatabase database;
    private final @Nullable StreamOwner owner;
    private final CommitMetrics metrics = new CommitMetrics();
    private transient @Nullable WindowTables tables;

    Upsert(Dataset<?> dataset, PostgresDatabase database, @Nullable StreamOwner owner) {
      this.dataset = dataset;
      this.database = database;
      this.owner = owner;
    }

    @ProcessElement
    public void processElement(@Element WindowReport report) throws SQLException, IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          if (tables == null) {
            tables = new WindowTables(database, dataset);
            if (owner != null) {
              tables.setOwner(owner);
            }
          }
          tables.upsert(report);
          metrics.committed(report, System.currentTimeMillis());
          return;
        } catch (SQLException e) {
          // The connection may have been closed since the last report; a new one will tell.
          disconnect();
          if (attempt == TRIES) {
            throw new SQLException("Writing to " + database + " failed: " + e.getMessage(), e);
          }
        }
      }
    }

    @Teardown
    public void teardown() throws IOException {
      disconnect();
    }

    private void disconnect() throws IOException {
      if (tables != null) {
        tables.close();
        tables = null;
      }
    }
  }
}
