/** Slices of byte arrays: kernels that work on whole words, growable output, checked input. */
@NullMarked
package io.footfall.bytes;

import org.jspecify.annotations.NullMarked;
