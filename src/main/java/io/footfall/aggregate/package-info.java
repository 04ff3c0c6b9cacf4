/** Mergeable partial aggregates over byte slices: the monoid behind every number. */
@NullMarked
package io.footfall.aggregate;

import org.jspecify.annotations.NullMarked;
