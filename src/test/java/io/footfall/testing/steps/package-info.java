/** A file system that a test can stop at every operation. */
@NullMarked
package io.footfall.testing.steps;

import org.jspecify.annotations.NullMarked;
