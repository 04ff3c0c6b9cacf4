/** What DuckDB's driver leaves to its callers. */
@NullMarked
package io.footfall.duckdb;

import org.jspecify.annotations.NullMarked;
