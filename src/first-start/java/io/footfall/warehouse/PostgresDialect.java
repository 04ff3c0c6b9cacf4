package io.footfall.warehouse;

import io.footfall.errors.FirstStart;
import io.footfall.lake.LakeFile;
import io.footfall.warehouse.TableDefinition.Column;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;

/** Stands in for the class that needs the driver of PostgreSQL. */
record PostgresDialect() implements Dialect {
  PostgresDialect {
    throw FirstStart.lacks("warehouses");
  }

  @Override
  public String type(Column column) {
    throw FirstStart.lacks("warehouses");
  }

  @Override
  public List<String> create(TableDefinition table, String schema) {
    throw FirstStart.lacks("warehouses");
  }

  @Override
  public boolean relaxesColumns() {
    return true;
  }

  @Override
  public String lock(String ledger) {
    throw FirstStart.lacks("warehouses");
  }

  @Override
  public String timestampType() {
    return "timestamptz";
  }

  @Override
  public String timestamp(Instant instant) {
    return instant.toString();
  }

  @Override
  public void copy(Connection connection, String table, LakeView lake, List<LakeFile> files) {
    throw FirstStart.lacks("warehouses");
  }
}
