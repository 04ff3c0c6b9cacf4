/** Visits as elements of collections: parsing, counting, and conversion to rows. */
@NullMarked
package io.footfall.transforms.visits;

import org.jspecify.annotations.NullMarked;
