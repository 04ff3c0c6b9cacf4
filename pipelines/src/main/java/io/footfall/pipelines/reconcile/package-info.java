/** The command {@code reconcile}. */
@NullMarked
package io.footfall.pipelines.reconcile;

import org.jspecify.annotations.NullMarked;
