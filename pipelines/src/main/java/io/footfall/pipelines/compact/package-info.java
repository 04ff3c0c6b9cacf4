/** The command {@code compact}. */
@NullMarked
package io.footfall.pipelines.compact;

import org.jspecify.annotations.NullMarked;
