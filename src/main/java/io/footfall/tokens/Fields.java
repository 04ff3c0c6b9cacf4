package io.footfall.tokens;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one record as slices of one array. A tokenizer fills them, and a record parser
 * reads them.
 *
 * <p>One instance serves all records of a source, so that reading creates no objects. A slice is
 * valid until the next record is tokenized. {@link #bytes} has at least {@link #SLACK} readable
 * bytes after every slice, so that whole words can be read.
 *
 * <p>Fields are indexed by position in the record for CSV, and by position in the column list for
 * JSON. A missing field (absent or null in JSON) has {@code from == -1}.
 */
public final class Fields {

  /** The number of readable but meaningless bytes after every slice. */
  public static final int SLACK = 16;

  /** The array of all slices: the block being read, or a copy of a record with escapes. */
  public byte[] bytes = new byte[SLACK];

  /** The first byte of each field. */
  public int[] from;

  /** End of each field, exclusive. */
  public int[] to;

  /** The number of fields of the record. */
  public int count;

  /** Creates fields with an initial capacity. */
  public Fields(int capacity) {
    from = new int[capacity];
    to = new int[capacity];
  }

  /** Returns a field that is not missing, as text. */
  public String text(int field) {
    return new String(bytes, from[field], to[field] - from[field], StandardCharsets.UTF_8);
  }

  /** Returns whether all fields are empty or contain only spaces and tabs. */
  public boolean isBlank() {
    for (int i = 0; i < count; i++) {
      for (int p = Math.max(0, from[i]); p < to[i] && from[i] >= 0; p++) {
        if (bytes[p] != ' ' && bytes[p] != '\t') {
          return false;
        }
      }
    }
    return true;
  }
}
