package io.footfall.reading;

import io.footfall.dataset.LakeTable;
import io.footfall.tokens.Fields;

/**
 * Provides the records of a lake, which are stored with types, so that nothing is parsed and none
 * is invalid. Their fields are returned as text only for conditions and keys.
 */
public interface StoredRows extends FieldSource {

  /**
   * {@inheritDoc}
   *
   * @param out receives the fields as text if the settings have conditions or a key; otherwise
   *     unchanged
   */
  @Override
  boolean next(Fields out);

  /** Fills a row with the last record. */
  <R> void read(LakeTable<R> table, R row);
}
