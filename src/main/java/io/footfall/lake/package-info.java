/**
 * The lake (src/docs/formats.md, section 2.5): good records as Parquet by the day of the event, in
 * batches that are there once they are sealed.
 */
@NullMarked
package io.footfall.lake;

import org.jspecify.annotations.NullMarked;
