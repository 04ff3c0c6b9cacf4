/** Visits as elements of collections: parsing, counting, and the report of files. */
@NullMarked
package io.footfall.transforms.visits;

import org.jspecify.annotations.NullMarked;
