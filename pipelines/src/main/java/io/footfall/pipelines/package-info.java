/** Commands, their options and the console. */
@NullMarked
package io.footfall.pipelines;

import org.jspecify.annotations.NullMarked;
