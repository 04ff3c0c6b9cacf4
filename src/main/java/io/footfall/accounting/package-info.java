/** Counts of records by outcome. */
@NullMarked
package io.footfall.accounting;

import org.jspecify.annotations.NullMarked;
