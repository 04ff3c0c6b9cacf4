/** Keeping source records as they came. */
@NullMarked
package io.footfall.transforms.backup;

import org.jspecify.annotations.NullMarked;
