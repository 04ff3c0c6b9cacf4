/** Slices of byte arrays: word-wise operations, growing output, checked input. */
@NullMarked
package io.footfall.bytes;

import org.jspecify.annotations.NullMarked;
