/** Rejected records, tried again. */
@NullMarked
package io.footfall.replay;

import org.jspecify.annotations.NullMarked;
