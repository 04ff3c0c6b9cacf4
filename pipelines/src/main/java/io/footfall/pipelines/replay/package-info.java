/** Replays rejected records into the lake. */
@NullMarked
package io.footfall.pipelines.replay;

import org.jspecify.annotations.NullMarked;
