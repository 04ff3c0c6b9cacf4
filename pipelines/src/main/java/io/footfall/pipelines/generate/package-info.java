/**
 * Generates visits and purchases for benchmarks and tests, with their exact answers.
 *
 * <p>This package does not use the parsers, aggregates or writers of the pipelines, so an error
 * there cannot repeat itself here. For the same reason it does not use Beam.
 */
@NullMarked
package io.footfall.pipelines.generate;

import org.jspecify.annotations.NullMarked;
