package io.footfall.pipelines.publish;

import io.footfall.reading.FieldSource;
import java.util.function.LongSupplier;

/**
 * A source of records to publish.
 *
 * @param source name of the source, for rejects and accounting
 * @param records the records
 * @param bytesRead bytes read so far, in the encoding of the source; 0 if unknown
 */
public record RecordFeed(String source, FieldSource records, LongSupplier bytesRead) {}
