/**
 * The lake (src/docs/formats.md, section 2.5): valid records as Parquet by the day of the event, in
 * batches that exist once they are sealed.
 */
@NullMarked
package io.footfall.lake;

import org.jspecify.annotations.NullMarked;
