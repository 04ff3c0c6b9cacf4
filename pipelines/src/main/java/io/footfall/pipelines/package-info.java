/** What a user runs: commands, options, console. */
@NullMarked
package io.footfall.pipelines;

import org.jspecify.annotations.NullMarked;
