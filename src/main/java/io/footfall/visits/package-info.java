/** The visits dataset: its row, its parser, its aggregates. */
@NullMarked
package io.footfall.visits;

import org.jspecify.annotations.NullMarked;
