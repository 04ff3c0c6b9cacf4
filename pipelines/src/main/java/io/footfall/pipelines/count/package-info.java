/** The commands that count a dataset, in files and in streams. */
@NullMarked
package io.footfall.pipelines.count;

import org.jspecify.annotations.NullMarked;
