package io.footfall.json;

import io.footfall.bytes.Utf8;
import io.footfall.errors.FootfallException;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.RecordTokenizer;

/**
 * Splits JSON text that is not one object per line into records: objects in an array, or objects
 * one after another, on any number of lines. An object ends at its closing brace. Blanks, line
 * breaks, commas and brackets between two objects belong to the following record, but not to its
 * {@link #content}.
 *
 * <p>Anything other than an object is rejected up to the next comma, bracket or line break. If an
 * object does not end within the maximum record size, only its first line is rejected, as for an
 * unclosed quote in CSV. If it has only this line, which may contain all following records, the
 * source is refused.
 *
 * <p>A source in this form can be read only from its start. Memory is bounded by the maximum record
 * size. Not thread-safe: one instance per reader.
 */
public final class JsonObjectsTokenizer extends RecordTokenizer {
  private final JsonTokenizer json;
  private final boolean endsWithArray;

  private boolean ended;
  private int content;

  /**
   * Creates a tokenizer.
   *
   * @param json splits records into members
   * @param maxRecordBytes the maximum record size in bytes
   * @param endsWithArray whether the records end at the first closing bracket, because the array is
   *     a member of a larger document
   */
  public JsonObjectsTokenizer(JsonTokenizer json, int maxRecordBytes, boolean endsWithArray) {
    super(maxRecordBytes);
    this.json = json;
    this.endsWithArray = endsWithArray;
  }

  @Override
  public int next(byte[] b, int start, int limit, boolean last, Fields out) {
    begin();
    lines = 0;
    int p = start;
    while (p < limit && (ended || isBetween(b[p]))) {
      lines += b[p] == '\n' ? 1 : 0;
      ended |= endsWithArray && b[p] == ']';
      p++;
    }
    content = p;
    if (p == limit) {
      if (!last && p - start <= maxRecordBytes) {
        return INCOMPLETE;
      }
      blank = true;
      lines = 0;
      return limit;
    }
    if (b[p] != '{') {
      return notAnObject(b, p, limit, last);
    }
    int end = endOfObject(b, p, limit);
    int length = (end < 0 ? limit : end) - p;
    if (length > maxRecordBytes || (end < 0 && last)) {
      return firstLine(b, p, limit, last);
    }
    if (end < 0) {
      return INCOMPLETE;
    }
    for (int i = p; i < end; i++) {
      lines += b[i] == '\n' ? 1 : 0;
    }
    // A valid record is valid UTF-8, so isAscii() may be true.
    if (json.tokenize(b, p, end, out)) {
      return end;
    }
    int invalid = Utf8.firstInvalid(b, p, end);
    return invalid >= 0
        ? fail(RejectCode.INVALID_UTF8, -1, invalid, end)
        : fail(RejectCode.MALFORMED_JSON, json.errorOffset(), json.error(), end);
  }

  private static boolean isBetween(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '[' || c == ']';
  }

  /**
   * Returns the position after the closing brace of the object at {@code from}; -1 if it is not in
   * this block.
   */
  private static int endOfObject(byte[] b, int from, int limit) {
    int depth = 0;
    for (int p = from; p < limit; p++) {
      byte c = b[p];
      if (c == '"') {
        for (p++; p < limit && b[p] != '"'; p++) {
          p += b[p] == '\\' ? 1 : 0;
        }
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return p + 1;
      }
    }
    return -1;
  }

  private int notAnObject(byte[] b, int p, int limit, boolean last) {
    int end = p;
    while (end < limit && b[end] != '\n' && b[end] != ',' && b[end] != ']' && b[end] != '{') {
      end++;
    }
    if (end == limit && !last && end - p <= maxRecordBytes) {
      return INCOMPLETE;
    }
    return fail(RejectCode.MALFORMED_JSON, p, "expected a JSON object, found something else", end);
  }

  /** Handles an object that does not end or is too long. */
  private int firstLine(byte[] b, int p, int limit, boolean last) {
    int lineFeed = p;
    while (lineFeed < limit && b[lineFeed] != '\n') {
      lineFeed++;
    }
    if (lineFeed == limit && !last) {
      throw FootfallException.usage(
          "A JSON object has more than "
              + maxRecordBytes
              + " bytes on one line. Raise --maxRecordBytes.");
    }
    lines++;
    return fail(
        RejectCode.MALFORMED_JSON,
        p,
        "the object does not end within " + maxRecordBytes + " bytes (--maxRecordBytes)",
        Math.min(limit, lineFeed + 1));
  }

  @Override
  public int content(int start) {
    return content;
  }

  @Override
  public boolean recordsAreLines() {
    return false;
  }
}
