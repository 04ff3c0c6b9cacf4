/** Checks of DuckDB's results that its driver leaves to its callers. */
@NullMarked
package io.footfall.duckdb;

import org.jspecify.annotations.NullMarked;
