/** Rejected records, tried again. */
@NullMarked
package io.footfall.pipelines.replay;

import org.jspecify.annotations.NullMarked;
