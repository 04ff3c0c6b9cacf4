/** Mergeable partial aggregates over byte slices: the monoid that every number is made with. */
@NullMarked
package io.footfall.aggregate;

import org.jspecify.annotations.NullMarked;
