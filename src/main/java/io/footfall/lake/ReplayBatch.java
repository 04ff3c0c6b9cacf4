package io.footfall.lake;

import io.footfall.bytes.ContentId;
import java.util.regex.Pattern;

/** The IDs of the batches that a replay of rejects writes. */
public final class ReplayBatch {
  /** The beginning of an ID. */
  public static final String PREFIX = "replay-";

  private static final int ID_BYTES = 8;
  private static final Pattern ID = Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * ID_BYTES + "}");

  private ReplayBatch() {}

  /** Returns the ID of a batch with this content. */
  public static String id(ContentId content) {
    return PREFIX + content.hex(ID_BYTES);
  }

  /** Returns whether a source of records, or a batch, has the ID of a replay. */
  public static boolean isId(String name) {
    return ID.matcher(name).matches();
  }
}
