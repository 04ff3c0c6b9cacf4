package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.reading.FieldSource;
import io.footfall.reading.RecordReader;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import org.jspecify.annotations.Nullable;

/**
 * Records that stand one behind the other in one source: a slice of a file, or a message. Valid
 * while {@link BlockReader} hands it out; not thread-safe.
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
   * Up to which event time its source was complete before it, in milliseconds since the epoch: a
   * record whose window had closed by then is late. In a batch none is.
   */
  long watermarkMillis = Long.MIN_VALUE;

  private long readBefore;
  private long skippedBefore;

  /** A passage of a source. */
  Passage(FieldSource source, RecordReader<R> records) {
    this.source = source;
    this.records = records;
  }

  /** Starts from the counts that the reader has already. */
  final void begin() {
    readBefore = records.read();
    skippedBefore = records.skipped();
  }

  /** Goes to the next record, as {@link RecordReader#next} does. */
  boolean next() {
    return records.next();
  }

  /** Returns where the last record comes from. */
  abstract Origin origin();

  /** Returns the reject for the whole passage, if no records can be read from it. */
  @Nullable Reject fault() {
    return null;
  }

  /** Returns the number of its lines; 0 for a message. */
  long lines() {
    return 0;
  }

  /** Adds what stands between the records: blank lines, repeated headers, and all bytes. */
  abstract void countRest(SourceCounts to);

  /** Returns the number of records read so far, those passed over included. */
  final long read() {
    return records.read() - readBefore;
  }

  /** Returns the number of records passed over because they do not meet a condition. */
  final long skipped() {
    return records.skipped() - skippedBefore;
  }
}
