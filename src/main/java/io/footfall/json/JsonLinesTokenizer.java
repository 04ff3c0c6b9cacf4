package io.footfall.json;

import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.Utf8;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.RecordTokenizer;

/**
 * Tokenizes JSON objects, one per line ({@link JsonTokenizer}). A line of spaces and tabs is blank.
 *
 * <p>Not thread-safe: use one instance per reader.
 */
public final class JsonLinesTokenizer extends RecordTokenizer {
  private final JsonTokenizer json;
  private final boolean spanning;

  /**
   * Creates a tokenizer.
   *
   * @param json splits lines into members
   * @param maxRecordBytes maximum record size without its line break
   * @param spanning whether a whole block, from its first byte to the end of the source, may be one
   *     object over several lines
   */
  public JsonLinesTokenizer(JsonTokenizer json, int maxRecordBytes, boolean spanning) {
    super(maxRecordBytes);
    this.json = json;
    this.spanning = spanning;
  }

  @Override
  public int next(byte[] b, int start, int limit, boolean last, Fields out) {
    begin();
    // A valid record is valid UTF-8, so isAscii() may be true.
    int end = json.tokenizeLine(b, start, limit, last, out);
    if (end >= 0
        && (end - start <= maxRecordBytes
            || withoutLineBreak(b, start, end) - start <= maxRecordBytes)) {
      return end;
    }
    int lineFeed = ByteSlices.indexOf(b, start, limit, (byte) '\n');
    if (lineFeed == limit && !last) {
      if (limit - start <= maxRecordBytes + 1) {
        return INCOMPLETE;
      }
      return fail(RejectCode.RECORD_TOO_LARGE, -1, start, ENDLESS);
    }
    int next = Math.min(limit, lineFeed + 1);
    int to = withoutLineBreak(b, start, next);
    if (isBlank(b, start, to)) {
      blank = true;
      return next;
    }
    if (to - start > maxRecordBytes) {
      return fail(RejectCode.RECORD_TOO_LARGE, -1, start, next);
    }
    if (!json.parse(b, start, to, out)) {
      String error = json.error();
      int invalid = Utf8.firstInvalid(b, start, next);
      if (invalid >= 0) {
        return fail(RejectCode.INVALID_UTF8, -1, invalid, next);
      }
      if (spanning
          && start == 0
          && last
          && limit <= maxRecordBytes
          && json.tokenize(b, 0, limit, out)) {
        return limit;
      }
      return fail(RejectCode.MALFORMED_JSON, start, error, next);
    }
    return next;
  }

  private static boolean isBlank(byte[] b, int start, int to) {
    int p = start;
    while (p < to && JsonTokenizer.isWhitespace(b[p])) {
      p++;
    }
    return p == to;
  }

  private static int withoutLineBreak(byte[] b, int start, int end) {
    int to = end;
    while (to > start && (b[to - 1] == '\n' || b[to - 1] == '\r')) {
      to--;
    }
    return to;
  }

  @Override
  public boolean recordsAreLines() {
    return true;
  }
}
