/** The command {@code load}, and the loads that other commands end with. */
@NullMarked
package io.footfall.pipelines.load;

import org.jspecify.annotations.NullMarked;
