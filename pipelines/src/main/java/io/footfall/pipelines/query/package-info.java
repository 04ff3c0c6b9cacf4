/**
 * SQL queries over a lake (with an embedded DuckDB) or a warehouse, which have the same relations:
 * {@link io.footfall.pipelines.query.Relation}.
 */
@NullMarked
package io.footfall.pipelines.query;

import org.jspecify.annotations.NullMarked;
