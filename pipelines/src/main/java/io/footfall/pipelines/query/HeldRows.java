package io.footfall.pipelines.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buffers the first rows of a result. Until they are passed on, the query can run again. */
final class HeldRows implements RowSink {
  /** The size of a DuckDB vector. */
  private static final int MOST = 2048;

  private final RowSink to;
  private final List<List<@Nullable Object>> held = new ArrayList<>();
  private List<QueryColumn> columns = List.of();
  private boolean passed;

  HeldRows(RowSink to) {
    this.to = to;
  }

  /** Returns whether anything was passed on. */
  boolean hasPassed() {
    return passed;
  }

  @Override
  public void columns(List<QueryColumn> all) {
    columns = all;
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    if (passed) {
      return to.row(values);
    }
    held.add(values);
    return held.size() < MOST || pass();
  }

  private boolean pass() throws IOException {
    passed = true;
    to.columns(columns);
    for (List<@Nullable Object> row : held) {
      if (!to.row(row)) {
        return false;
      }
    }
    held.clear();
    return true;
  }

  @Override
  public void written(long rows) throws IOException {
    pass();
    to.written(rows);
  }

  @Override
  public void end() throws IOException {
    if (!passed) {
      pass();
    }
    to.end();
  }
}
