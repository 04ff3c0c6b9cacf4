package io.footfall.reading;

import io.footfall.dataset.LakeTable;
import io.footfall.tokens.Fields;

/**
 * Gives records that are stored with types, as the lake has them: nothing is parsed, and none is
 * invalid. Their fields as text are for conditions and keys.
 */
public interface StoredRows extends FieldSource {

  /**
   * {@inheritDoc}
   *
   * @param out takes the fields as text if the settings have conditions or a key; otherwise it
   *     stays as it is
   */
  @Override
  boolean next(Fields out);

  /** Fills a row with the last record. */
  <R> void read(LakeTable<R> table, R row);
}
