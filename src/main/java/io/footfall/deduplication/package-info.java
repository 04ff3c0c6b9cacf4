/** Identifies repeated records: 128-bit IDs and a table of them. */
@NullMarked
package io.footfall.deduplication;

import org.jspecify.annotations.NullMarked;
