/** Reads files as slices that workers take one after the other. */
@NullMarked
package io.footfall.transforms.files;

import org.jspecify.annotations.NullMarked;
