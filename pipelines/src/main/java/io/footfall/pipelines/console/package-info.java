/** Text for a terminal: tables, progress, sizes and the report of a run. */
@NullMarked
package io.footfall.pipelines.console;

import org.jspecify.annotations.NullMarked;
