/** Keeps the source records unchanged. */
@NullMarked
package io.footfall.transforms.backup;

import org.jspecify.annotations.NullMarked;
