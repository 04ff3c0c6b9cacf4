/**
 * The values in a record, read from and written to byte slices: timestamps, decimals, integers,
 * dates.
 */
@NullMarked
package io.footfall.values;

import org.jspecify.annotations.NullMarked;
