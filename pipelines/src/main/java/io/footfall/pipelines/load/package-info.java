/** The command {@code load}, and the loads at the end of other commands. */
@NullMarked
package io.footfall.pipelines.load;

import org.jspecify.annotations.NullMarked;
