package io.footfall.pipelines.publish;

import io.footfall.reading.FieldSource;
import java.util.function.LongSupplier;

/**
 * A source of records that are published, one at a time.
 *
 * @param source what it is, for rejects and accounting
 * @param records its records
 * @param bytesRead how much was read of what the source has, in bytes of its own; 0 if not known
 */
public record RecordFeed(String source, FieldSource records, LongSupplier bytesRead) {}
