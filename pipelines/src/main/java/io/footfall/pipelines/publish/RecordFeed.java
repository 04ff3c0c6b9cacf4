package io.footfall.pipelines.publish;

import io.footfall.records.Layout;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** Gives the records of a source one at a time. Not thread-safe. */
public interface RecordFeed extends Closeable {

  /** What it is, for rejects and accounting. */
  String source();

  /** Where the columns are in its records. */
  Layout layout();

  /**
   * Goes to the next record.
   *
   * @param out takes its fields, valid until the next call; undefined if there is a {@link #fault}
   * @return false if there is none left
   */
  boolean next(Fields out);

  /** Why the last record could not be cut into fields; null if it could be. */
  @Nullable RejectCode fault();

  /** What was found and what was expected, if there is a fault. */
  String faultDetail();

  /** Whether the last record is no record, but the header of the source once more. */
  boolean isRepeatedHeader();

  /** The last record as it was read. */
  byte[] rawRecord();

  /** Where the last record is: its first byte, or the number of its row, from 1 on. */
  long offset();

  /** The line of the last record, from 1 on; 0 if it has none. */
  long line();

  /** How many blank lines were passed over. */
  long blankLines();

  /** How much was read of what the source has, in bytes of its own; 0 if that is not known. */
  long bytesRead();

  @Override
  void close();
}
