package io.footfall.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
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
          "CREATE TABLE "
              + TABLE
              + " (dataset text PRIMARY KEY, owner text NOT NULL, written_by text, written_host"
              + " text, written_process bigint, written_at timestamptz)");
    }
  }

  /** Makes a run the owner, and commits. */
  StreamOwner claim(StreamOwner run, boolean resumes, boolean takesOver) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))");
        PreparedStatement write =
            connection.prepareStatement(
                "INSERT INTO "
                    + TABLE
                    + " (dataset, owner) VALUES (?, ?) ON CONFLICT (dataset) DO UPDATE SET owner ="
                    + " excluded.owner")) {
      lock.setString(1, TABLE + " " + dataset);
      lock.execute();
      StreamOwner owner =
          run.claim(
              "The tables of " + dataset + " in " + where,
              "--sink",
              owner(),
              lastWrite(),
              resumes,
              takesOver);
      write.setString(1, dataset);
      write.setString(2, owner.toJson());
      write.executeUpdate();
      connection.commit();
      return owner;
    } finally {
      connection.rollback();
    }
  }

  private @Nullable StreamOwner owner() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT owner FROM " + TABLE + " WHERE dataset = ?")) {
      select.setString(1, dataset);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? StreamOwner.parse(found.getString(1)) : null;
      } catch (JsonProcessingException e) {
        throw new SQLException("The owner of " + dataset + " in " + TABLE + " is not JSON", e);
      }
    }
  }

  private StreamOwner.@Nullable LastWrite lastWrite() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT written_by, coalesce(extract(epoch FROM now() - written_at)::bigint, 1000000000), written_host,"
                + " written_process FROM "
                + TABLE
                + " WHERE dataset = ? AND written_by IS NOT NULL")) {
      select.setString(1, dataset);
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? new StreamOwner.LastWrite(
                found.getString(1),
                Duration.ofSeconds(found.getLong(2)),
                found.getString(3),
                found.getLong(4))
            : null;
      }
    }
  }

  /**
   * Checks, before a run writes, that it is the owner.
   *
   * @throws SQLException if another run is
   */
  void requireOwner(StreamOwner run) throws SQLException {
    StreamOwner present = owner();
    if (present != null && !present.run().equals(run.run())) {
      throw new SQLException(run.superseded(where, present));
    }
  }

  /** Notes that a run writes, and commits. */
  void noteWrite(StreamOwner run) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE "
                + TABLE
                + " SET written_by = ?, written_host = ?, written_process = ?, written_at = now()"
                + " WHERE dataset = ?")) {
      update.setString(1, run.run());
      update.setString(2, StreamOwner.hostName());
      update.setLong(3, ProcessHandle.current().pid());
      update.setString(4, dataset);
      update.executeUpdate();
      connection.commit();
    }
  }

  /** Notes that a run has ended: the next one need not wait. Commits. */
  void release() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE " + TABLE + " SET written_at = NULL WHERE dataset = ?")) {
      update.setString(1, dataset);
      update.executeUpdate();
      connection.commit();
    }
  }
}
