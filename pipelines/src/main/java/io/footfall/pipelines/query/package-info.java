/**
 * Questions in SQL, to a lake (by an embedded DuckDB) or to a warehouse, which have the same
 * relations: {@link io.footfall.pipelines.query.Relation}.
 */
@NullMarked
package io.footfall.pipelines.query;

import org.jspecify.annotations.NullMarked;
