/** Purchases as elements of collections: parsing, summing, and conversion to rows. */
@NullMarked
package io.footfall.transforms.purchases;

import org.jspecify.annotations.NullMarked;
