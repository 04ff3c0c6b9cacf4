package io.footfall.pipelines.query;

import java.io.IOException;

/** Runs single statements over the {@link Relation}s of a {@link QuerySource}. Thread-safe. */
public interface Queries extends AutoCloseable {
  /**
   * Opens a source for untrusted queries, as {@link QueryDatabase#restricted} does.
   *
   * @throws IOException if it cannot be read
   * @throws io.footfall.errors.FootfallException if the lake or report does not exist
   */
  static Queries openRestricted(QuerySource source, QueryLimits limits) throws IOException {
    return source.warehouse() == null
        ? new RestrictedLake(source, limits, new KnownSeals())
        : new WarehouseDatabase(source, source.warehouse(), limits);
  }

  /**
   * Runs a query.
   *
   * @param sql one statement
   * @param to receives the result
   * @param cancellation lets another thread stop the query
   * @throws QueryFailedException if the query fails, possibly after some rows
   * @throws IOException if {@code to} fails
   */
  void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException;

  /**
   * Runs a query and returns its rows, up to the limit.
   *
   * @throws QueryFailedException if the query fails
   */
  QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException;

  /**
   * Runs a query and returns its rows, up to the limit.
   *
   * @throws QueryFailedException if the query fails
   */
  default QueryResult query(String sql) throws QueryFailedException {
    return query(sql, new Cancellation());
  }

  /**
   * Makes new data visible. Has no effect on a warehouse.
   *
   * @return whether there was new data
   * @throws IOException if the lake cannot be read
   */
  boolean refresh() throws IOException;

  @Override
  void close();
}
