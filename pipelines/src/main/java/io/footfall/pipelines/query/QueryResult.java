package io.footfall.pipelines.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query.
 *
 * @param columns its columns
 * @param rows its rows, with values as in {@link RowSink#row}
 * @param truncated whether more rows exist than the limit allows
 */
public record QueryResult(
    List<QueryColumn> columns, List<List<@Nullable Object>> rows, boolean truncated) {}
