/** The purchases dataset: its row, its parser, its aggregates. */
@NullMarked
package io.footfall.purchases;

import org.jspecify.annotations.NullMarked;
