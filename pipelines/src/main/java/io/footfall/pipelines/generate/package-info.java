/**
 * Makes visits and purchases to measure and to test with, and the exact answers to them.
 *
 * <p>Nothing here uses the parsers, the aggregates or the writers of the pipelines: a rule that is
 * wrong there must not be wrong here in the same way. For the same reason nothing here knows Beam.
 */
@NullMarked
package io.footfall.pipelines.generate;

import org.jspecify.annotations.NullMarked;
