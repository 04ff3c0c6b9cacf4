package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.reading.FieldSource;
import io.footfall.reading.RecordReader;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one source: a slice of a file, or a message. Valid until {@link
 * BlockReader} moves on; not thread-safe.
 *
 * @param <R> the row
 */
abstract class Passage<R> {
  RecordReader<R> records;

  /** The source of the records. */
  FieldSource source;

  /** The name of its source: a file, or a shard. */
  String name = "";

  /** Offset in the source, in bytes; 0 for a message. */
  long from;

  /** When it arrived, in milliseconds since the epoch. */
  long arrivalMillis;

  /**
   * The event time up to which its source was complete before it, in milliseconds since the epoch:
   * a record whose window had closed by then is late. In a batch, no record is late.
   */
  long watermarkMillis = Long.MIN_VALUE;

  private long readBefore;
  private long skippedBefore;

  /** Creates a passage of a source. */
  Passage(FieldSource source, RecordReader<R> records) {
    this.source = source;
    this.records = records;
  }

  /** Starts from the current counts of the reader. */
  final void begin() {
    readBefore = records.read();
    skippedBefore = records.skipped();
  }

  /** Advances to the next record, as {@link RecordReader#next} does. */
  boolean next() {
    return records.next();
  }

  /** Returns the origin of the last record. */
  abstract Origin origin();

  /** Returns the reject for the whole passage, if no records can be read from it. */
  @Nullable Reject fault() {
    return null;
  }

  /** Returns the number of its lines; 0 for a message. */
  long lines() {
    return 0;
  }

  /** Adds the counts of everything but records: blank lines, repeated headers, and bytes. */
  abstract void countRest(SourceCounts to);

  /** Returns the number of records read so far, including skipped ones. */
  final long read() {
    return records.read() - readBefore;
  }

  /** Returns the number of records skipped because they do not meet a condition. */
  final long skipped() {
    return records.skipped() - skippedBefore;
  }
}
