package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether the tables are there, and how they are made. */
final class WarehouseTables {
  private WarehouseTables() {}

  /** The names of the tables that are missing. */
  static List<String> missing(Connection connection, LoadSettings settings) throws SQLException {
    List<String> missing = new ArrayList<>(WarehouseTable.all());
    // Not by the driver's own list of tables: that of Redshift reads views of external schemas,
    // which not every user may see.
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?")) {
      select.setString(1, settings.schema());
      try (ResultSet tables = select.executeQuery()) {
        while (tables.next()) {
          missing.remove(tables.getString(1));
        }
      }
    }
    return missing;
  }

  /** Makes the tables that are missing. */
  static void create(Connection connection, Dialect dialect, LoadSettings settings)
      throws SQLException {
    if (missing(connection, settings).isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements(dialect, settings)) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Checks that the tables are there.
   *
   * @throws FootfallException if one is not
   */
  static void require(Connection connection, Warehouse warehouse, LoadSettings settings)
      throws SQLException {
    List<String> missing = missing(connection, settings);
    if (!missing.isEmpty()) {
      throw new FootfallException(
          Kind.USAGE,
          "There "
              + (missing.size() == 1 ? "is no table " : "are no tables ")
              + String.join(", ", missing)
              + " in the schema "
              + settings.schema()
              + " of "
              + warehouse
              + " that this user may see. Make them with --createTables, or name another --schema.");
    }
  }

  /** The statements of the resource. */
  static List<String> statements(Dialect dialect, LoadSettings settings) {
    try (InputStream in = WarehouseTables.class.getResourceAsStream(dialect.tables())) {
      if (in == null) {
        throw new IllegalStateException("there is no " + dialect.tables());
      }
      String all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("(?m)^--.*\\R", "")
              .replace("${schema}", SqlName.quoted(settings.schema()));
      List<String> statements = new ArrayList<>();
      for (String sql : all.split(";\\s*\\R", -1)) {
        if (!sql.isBlank()) {
          statements.add(sql.strip());
        }
      }
      return statements;
    } catch (IOException e) {
      throw new IllegalStateException("there is no " + dialect.tables(), e);
    }
  }
}
