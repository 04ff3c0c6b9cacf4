/** The command {@code rejects}. */
@NullMarked
package io.footfall.pipelines.rejects;

import org.jspecify.annotations.NullMarked;
