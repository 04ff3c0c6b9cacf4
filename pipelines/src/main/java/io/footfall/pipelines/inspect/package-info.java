/** The command {@code inspect}: describes a file, and proposes the command that reads it. */
@NullMarked
package io.footfall.pipelines.inspect;

import org.jspecify.annotations.NullMarked;
