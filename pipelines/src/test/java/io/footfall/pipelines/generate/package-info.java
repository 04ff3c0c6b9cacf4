/** Tests of the generator. */
@NullMarked
package io.footfall.pipelines.generate;

import org.jspecify.annotations.NullMarked;
