package io.footfall.json;

import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.Utf8;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokenizes JSON objects, one per line ({@link JsonTokenizer}). A line without any byte except line
 * breaks is blank.
 *
 * <p>Not thread-safe: use one instance per reader.
 */
public final class JsonLinesTokenizer implements Tokenizer {
  private final JsonTokenizer json;
  private final int maxRecordBytes;
  private final boolean spanning;

  private @Nullable RejectCode fault;
  private int faultAt;
  private String faultText = "";
  private boolean blank;

  /**
   * Creates a tokenizer.
   *
   * @param columnsByName as for {@link JsonTokenizer}
   * @param columnCount number of fields of a record
   * @param maxRecordBytes maximum record size without its line break
   * @param spanning whether a whole block, from its first byte to the end of the source, may be one
   *     object over several lines
   */
  public JsonLinesTokenizer(
      Map<String, Integer> columnsByName, int columnCount, int maxRecordBytes, boolean spanning) {
    json = new JsonTokenizer(columnsByName, columnCount);
    this.maxRecordBytes = maxRecordBytes;
    this.spanning = spanning;
  }

  @Override
  public int next(byte[] b, int start, int limit, boolean last, Fields out) {
    fault = null;
    blank = false;
    int lineFeed = ByteSlices.indexOf(b, start, limit, (byte) '\n');
    if (lineFeed == limit && !last) {
      if (limit - start <= maxRecordBytes + 1) {
        return INCOMPLETE;
      }
      fail(RejectCode.RECORD_TOO_LARGE, start, "");
      return ENDLESS;
    }
    int next = Math.min(limit, lineFeed + 1);
    int to = next;
    while (to > start && (b[to - 1] == '\n' || b[to - 1] == '\r')) {
      to--;
    }
    if (to == start) {
      blank = true;
      return next;
    }
    if (to - start > maxRecordBytes) {
      fail(RejectCode.RECORD_TOO_LARGE, start, "");
      return next;
    }
    int invalid = Utf8.firstInvalid(b, start, next);
    if (invalid >= 0) {
      fail(RejectCode.INVALID_UTF8, invalid, "");
    } else if (!json.tokenize(b, start, to, out)) {
      String error = json.error();
      if (spanning && start == 0 && last && limit <= maxRecordBytes) {
        if (json.tokenize(b, 0, limit, out)) {
          return limit;
        }
      }
      fail(RejectCode.MALFORMED_JSON, start, error);
    }
    return next;
  }

  private void fail(RejectCode code, int at, String text) {
    fault = code;
    faultAt = at;
    faultText = text;
  }

  @Override
  public @Nullable RejectCode fault() {
    return fault;
  }

  @Override
  public int faultField() {
    return -1;
  }

  @Override
  public int faultAt() {
    return faultAt;
  }

  @Override
  public String faultText() {
    return faultText;
  }

  @Override
  public boolean isBlank() {
    return blank;
  }

  /** Returns true: whether a record is UTF-8 is checked before it is tokenized. */
  @Override
  public boolean isAscii() {
    return true;
  }

  @Override
  public int lines() {
    return 1;
  }

  @Override
  public boolean recordsAreLines() {
    return true;
  }
}
