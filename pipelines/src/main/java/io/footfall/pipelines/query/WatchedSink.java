package io.footfall.pipelines.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers whether any of a result was passed on. */
final class WatchedSink implements RowSink {
  private final RowSink to;
  private boolean hasColumns;

  WatchedSink(RowSink to) {
    this.to = to;
  }

  boolean hasColumns() {
    return hasColumns;
  }

  @Override
  public void columns(List<QueryColumn> columns) throws IOException {
    hasColumns = true;
    to.columns(columns);
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    return to.row(values);
  }

  @Override
  public void written(long rows) throws IOException {
    to.written(rows);
  }

  @Override
  public void end() throws IOException {
    to.end();
  }
}
