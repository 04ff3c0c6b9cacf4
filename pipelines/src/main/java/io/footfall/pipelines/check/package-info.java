/** The command {@code check}: compares numbers of the data with rules, for alerts. */
@NullMarked
package io.footfall.pipelines.check;

import org.jspecify.annotations.NullMarked;
