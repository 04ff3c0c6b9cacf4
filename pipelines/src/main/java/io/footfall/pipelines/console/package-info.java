/** Text for a terminal: tables, progress, sizes, what a run reports. */
@NullMarked
package io.footfall.pipelines.console;

import org.jspecify.annotations.NullMarked;
