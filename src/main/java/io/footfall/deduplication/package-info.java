/** By what repeated records are found: ids of 128 bits, and a table of them. */
@NullMarked
package io.footfall.deduplication;

import org.jspecify.annotations.NullMarked;
