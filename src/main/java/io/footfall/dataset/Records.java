package io.footfall.dataset;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import java.io.Serializable;

/**
 * The conversion of a dataset's records to rows.
 *
 * @param <R> the row
 */
public interface Records<R> extends Serializable {

  /** Returns the columns. */
  RecordSchema schema();

  /** Returns a new parser with these settings, for one reader. */
  RecordParser<R> parser(ReadSettings settings);

  /** Returns a new row for the parser to fill. */
  R row();

  /** Returns the event time of a row, in microseconds since the epoch. */
  long epochMicros(R row);

  /**
   * Returns a text of all values that aggregates use; equal for records that affect them equally.
   */
  String identity(R row);

  /**
   * Writes the key by which repeated records are recognized: the record's own ID if the dataset has
   * one, otherwise all values that are counted. The key does not depend on the input's format.
   *
   * @return false, with nothing written, if the record has no key and so never repeats another
   */
  boolean deduplicationKey(R row, ByteOutput out);

  /** Writes a row, for {@link #unpack}. */
  void pack(R row, ByteOutput out);

  /**
   * Reads what {@link #pack} wrote. The row's slices are in the input's array, including its slack.
   */
  void unpack(ByteInput in, R row);
}
