package io.footfall.pipelines.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param columns its columns
 * @param rows its rows; values are as {@link RowSink#row} has them
 * @param truncated whether there would have been more rows than the limit allows
 */
public record QueryResult(
    List<QueryColumn> columns, List<List<@Nullable Object>> rows, boolean truncated) {}
