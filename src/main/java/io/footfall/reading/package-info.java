/** From text to rows: layouts, and the one loop that every reader of records uses. */
@NullMarked
package io.footfall.reading;

import org.jspecify.annotations.NullMarked;
