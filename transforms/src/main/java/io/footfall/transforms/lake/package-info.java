/** Records to the lake. */
@NullMarked
package io.footfall.transforms.lake;

import org.jspecify.annotations.NullMarked;
