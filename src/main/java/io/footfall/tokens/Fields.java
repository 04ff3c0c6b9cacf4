package io.footfall.tokens;

/**
 * The fields of one record, as slices of one array: a tokenizer fills them, a record parser reads
 * them.
 *
 * <p>One instance is used again for every record of a source, so that reading a record makes no
 * object. A slice is valid until the next record is tokenized. {@link #bytes} always has at least
 * {@link #SLACK} readable bytes after the end of every slice, so that kernels may read whole words.
 *
 * <p>Fields are indexed by position in the record for CSV, and by position in the column list for
 * JSON. A field that the record does not have (a JSON member that is absent or null) has {@code
 * from == -1}.
 */
public final class Fields {

  /** Bytes that can be read, though they mean nothing, after the end of every slice. */
  public static final int SLACK = 16;

  /**
   * The array that all slices are in: the block being read, or a scratch copy if the record had to
   * be unescaped.
   */
  public byte[] bytes = new byte[SLACK];

  /** First byte of each field. */
  public int[] from;

  /** One past the last byte of each field. */
  public int[] to;

  /** How many fields the record has. */
  public int count;

  /** Room for {@code capacity} fields. */
  public Fields(int capacity) {
    from = new int[capacity];
    to = new int[capacity];
  }
}
