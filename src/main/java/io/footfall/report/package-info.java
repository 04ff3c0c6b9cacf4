/** Sorted tables: written in runs, merged, and made visible all at once. */
@NullMarked
package io.footfall.report;

import org.jspecify.annotations.NullMarked;
