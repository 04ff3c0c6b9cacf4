package io.footfall.pipelines.query;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A lake whose queries run again if another process, such as a compaction, has replaced files that
 * they read. A compaction replaces files day by day, so a long query may run several times before
 * the compaction ends.
 */
interface SteadyLake extends Queries {
  /** A lake at one moment. */
  interface Snapshot {
    /** Returns the local files with the records. */
    List<String> files();
  }

  /** Returns the snapshot that the next query reads. */
  Snapshot snapshot();

  /** Runs a query once, on the current snapshot. */
  void selectOnce(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException;

  /**
   * Returns whether files of a snapshot are gone and a newer snapshot exists, perhaps created by
   * another thread. Checks the files themselves, because DuckDB reports a missing file in several
   * ways, or not at all.
   */
  default boolean isOutdated(Snapshot snapshot) throws IOException {
    return snapshot.files().stream().anyMatch(file -> !Files.exists(Path.of(file)))
        && (refresh() || snapshot() != snapshot);
  }

  /**
   * Runs a query, and runs it again if its snapshot is outdated, unless rows were already passed
   * on.
   *
   * @throws QueryFailedException with {@link Reason#REPLACED} if the snapshot is outdated but rows
   *     were already passed on
   */
  @Override
  default void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    while (true) {
      HeldRows held = new HeldRows(to);
      Snapshot snapshot = snapshot();
      try {
        selectOnce(sql, held, cancellation);
        return;
      } catch (QueryFailedException e) {
        if (!isOutdated(snapshot)) {
          throw e;
        }
        if (held.hasPassed()) {
          throw new QueryFailedException(
              Reason.REPLACED,
              "Another process, such as a compaction, replaced files of the lake during the query."
                  + " Run it again.",
              -1,
              e);
        }
      }
    }
  }

  /** Runs a query and returns its first rows. */
  default QueryResult collect(String sql, int most, Cancellation cancellation)
      throws QueryFailedException {
    while (true) {
      try {
        return JdbcRows.collect(this, sql, most, cancellation);
      } catch (QueryFailedException e) {
        if (e.reason() != Reason.REPLACED) {
          throw e;
        }
      }
    }
  }
}
