package io.footfall.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.footfall.files.DirectoryLock;
import io.footfall.report.StreamOwner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code footfall_streams}, which names the stream that owns the tables of a dataset.
 *
 * @param connection to the database, without auto-commit
 * @param dataset the name of the dataset
 * @param where the database, for messages
 */
record OwnedTables(Connection connection, String dataset, String where) {
  /** The name of the table. */
  static final String TABLE = "footfall_streams";

  /** Creates the table if it does not exist, in the transaction of the caller. */
  static void create(Statement statement) throws SQLException {
    if (!WindowTables.isThere(statement, TABLE)) {
      statement.execute(
          """
          CREATE TABLE footfall_streams (dataset text PRIMARY KEY, owner text NOT NULL,
          written_by text, written_host text, written_process bigint, written_at timestamptz)
          """);
    }
  }

  /** Checks that a run may become the owner. */
  void requireAvailable(StreamOwner run, boolean takesOver) throws SQLException {
    run.requireAvailable(
        "The tables of " + dataset + " in " + where, "--sink", owner(""), lastSign(), takesOver);
  }

  /**
   * Makes a run the owner, and commits. Waits for the end of transactions that write for another
   * owner, so that none of them becomes visible later.
   */
  void claim(StreamOwner run, boolean takesOver, boolean inThisProcess) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))");
        PreparedStatement write =
            connection.prepareStatement(
                """
                INSERT INTO footfall_streams (dataset, owner) VALUES (?, ?)
                ON CONFLICT (dataset) DO UPDATE SET owner = excluded.owner
                """)) {
      lock.setString(1, TABLE + " " + dataset);
      lock.execute();
      requireAvailable(run, takesOver);
      owner("FOR UPDATE");
      write.setString(1, dataset);
      write.setString(2, run.toJson());
      write.executeUpdate();
      show(run, inThisProcess);
      connection.commit();
    } finally {
      connection.rollback();
    }
  }

  /**
   * Returns the owner.
   *
   * @param locking the locking clause for its row, such as {@code FOR UPDATE}; empty for no lock
   */
  private @Nullable StreamOwner owner(String locking) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT owner FROM footfall_streams WHERE dataset = ? " + locking)) {
      select.setString(1, dataset);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? StreamOwner.parse(found.getString(1)) : null;
      } catch (JsonProcessingException e) {
        throw new SQLException("The owner of " + dataset + " in " + TABLE + " is not JSON", e);
      }
    }
  }

  private StreamOwner.@Nullable LastSign lastSign() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT written_by IS NOT NULL,
              coalesce(extract(epoch FROM now() - written_at)::bigint, 1000000000),
              coalesce(written_host, ''), coalesce(written_process, 0)
            FROM footfall_streams WHERE dataset = ?
            """)) {
      select.setString(1, dataset);
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? new StreamOwner.LastSign(
                found.getBoolean(1),
                Duration.ofSeconds(found.getLong(2)),
                found.getString(3),
                found.getLong(4))
            : null;
      }
    }
  }

  /**
   * Checks, in the transaction of a write, that a run is the owner, and keeps others from taking
   * over before the transaction ends.
   *
   * @throws io.footfall.errors.PermanentFailure if another run is the owner
   */
  void requireOwner(StreamOwner run) throws SQLException {
    run.requireOwned(where, owner("FOR KEY SHARE"));
  }

  /** Records that a run is running, if it is the owner. Commits. */
  void renew(StreamOwner run) throws SQLException {
    show(run, true);
    connection.commit();
  }

  private void show(StreamOwner run, boolean inThisProcess) throws SQLException {
    update(
        "written_at = now(), written_host = ?, written_process = ?",
        run,
        inThisProcess ? DirectoryLock.hostName() : "",
        ProcessHandle.current().pid());
  }

  /** Records that a run has written, if it is the owner. Commits. */
  void noteWrite(StreamOwner run) throws SQLException {
    update("written_by = ?", run, run.run());
    connection.commit();
  }

  /** Records that a run has ended, if it is the owner: the next run need not wait. Commits. */
  void release(StreamOwner run) throws SQLException {
    update("written_at = NULL", run);
    connection.commit();
  }

  private void update(String assignments, StreamOwner run, Object... values) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE footfall_streams SET %s WHERE dataset = ? AND owner::json ->> 'run' = ?"
                .formatted(assignments))) {
      int parameter = 0;
      for (Object value : values) {
        update.setObject(++parameter, value);
      }
      update.setString(++parameter, dataset);
      update.setString(++parameter, run.run());
      update.executeUpdate();
    }
  }
}
