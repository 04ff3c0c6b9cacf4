/** The command {@code inspect}: what a file looks like, and the command that reads it. */
@NullMarked
package io.footfall.pipelines.inspect;

import org.jspecify.annotations.NullMarked;
