/** Input files, divided into slices that are read in parallel. */
@NullMarked
package io.footfall.source;

import org.jspecify.annotations.NullMarked;
