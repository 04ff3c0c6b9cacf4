/** Writes records to the lake, and registers its batches in catalogs. */
@NullMarked
package io.footfall.transforms.lake;

import org.jspecify.annotations.NullMarked;
