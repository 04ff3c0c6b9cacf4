/** Sorted tables: their columns, rows, sorted runs, and the files that runs are merged into. */
@NullMarked
package io.footfall.table;

import org.jspecify.annotations.NullMarked;
