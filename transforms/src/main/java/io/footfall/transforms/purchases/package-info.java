/** Purchases as elements of collections: parsing, summing, and the report of files. */
@NullMarked
package io.footfall.transforms.purchases;

import org.jspecify.annotations.NullMarked;
