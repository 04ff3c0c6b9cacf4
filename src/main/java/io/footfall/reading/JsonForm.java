package io.footfall.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.bytes.ByteSlices;
import io.footfall.errors.FootfallException;
import io.footfall.records.ReadSettings;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The arrangement of the objects in a JSON text.
 *
 * @param dataOffset the start of the first object, or of the array that contains the objects
 * @param sequential whether the objects are not one per line, so that they are found only by
 *     reading from the start
 */
record JsonForm(int dataOffset, boolean sequential) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MOST_MEMBERS = 100;

  /**
   * Detects the form from the first bytes after the byte order mark.
   *
   * @throws FootfallException if {@code --jsonPath} names no array in them
   */
  static JsonForm of(
      String source, byte[] start, int from, int length, boolean whole, ReadSettings settings) {
    String path = settings.form().jsonPath();
    if (path != null) {
      return new JsonForm(arrayAt(source, start, from, length, path, settings), true);
    }
    int first = behindBlanks(start, from, length);
    if (first < length && start[first] == '[') {
      return new JsonForm(from, true);
    }
    if (first == length || start[first] != '{') {
      return new JsonForm(from, false);
    }
    int line = ByteSlices.indexOf(start, first, length, (byte) '\n');
    int end = endOfFirstObject(start, first, length);
    if (end < 0) {
      // The rest of the object is after these bytes, or its line is malformed.
      boolean braceAlone = behindBlanks(start, first + 1, length) > line;
      return new JsonForm(from, braceAlone && !whole);
    }
    return new JsonForm(from, end > line || behindBlanks(start, end, line) < line);
  }

  /** Returns whether an array of objects begins here. */
  static boolean isArrayOfObjects(byte[] start, int from, int length) {
    if (from == length || start[from] != '[') {
      return false;
    }
    int p = behindBlanks(start, from + 1, length);
    return p < length && (start[p] == '{' || start[p] == ']');
  }

  private static int behindBlanks(byte[] start, int from, int to) {
    int p = from;
    while (p < to
        && (start[p] == ' ' || start[p] == '\t' || start[p] == '\r' || start[p] == '\n')) {
      p++;
    }
    return p;
  }

  /**
   * Returns the position after the closing brace of a valid object, or -1 if it is invalid or
   * incomplete.
   */
  private static int endOfFirstObject(byte[] start, int from, int length) {
    try (JsonParser parser = FACTORY.createParser(start, from, length - from)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.currentToken() == JsonToken.END_OBJECT
          ? from + (int) parser.currentLocation().getByteOffset()
          : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Returns the start of the array at a dotted path. */
  private static int arrayAt(
      String source, byte[] start, int from, int length, String path, ReadSettings settings) {
    Set<String> members = new LinkedHashSet<>();
    try (JsonParser parser = FACTORY.createParser(start, from, length - from)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          token = parser.nextToken();
          String member = path(parser);
          if (token == JsonToken.START_ARRAY && member.equals(path)) {
            return from + (int) parser.currentTokenLocation().getByteOffset();
          }
          if (members.size() < MOST_MEMBERS) {
            members.add(member);
          }
        }
        if (token == JsonToken.START_ARRAY) {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      // The text continues after these bytes or is not JSON, so the array is not in it.
      members.remove("");
    }
    throw FootfallException.usage(
        source
            + " has no array "
            + path
            + " (--jsonPath) in its first "
            + length
            + " bytes"
            + (length > settings.maxRecordBytes() ? "; --maxRecordBytes makes them more" : "")
            + ". "
            + (members.isEmpty()
                ? "They contain no JSON object."
                : "Its members are: " + String.join(", ", members) + "."));
  }

  /**
   * Returns the dotted paths of the values in the first objects. An array of values is described as
   * one.
   */
  static Set<String> members(byte[] start, int from, int length) {
    Set<String> members = new LinkedHashSet<>();
    try (JsonParser parser = FACTORY.createParser(start, from, length - from)) {
      for (JsonToken token = parser.nextToken();
          token != null && members.size() < MOST_MEMBERS;
          token = parser.nextToken()) {
        if (token.isScalarValue()) {
          String path = path(parser);
          JsonStreamContext context = parser.getParsingContext();
          boolean isElement = context.inArray() && !context.getParent().inRoot();
          members.add(isElement ? path + " (an array)" : path);
          members.remove("");
        } else if (token == JsonToken.END_OBJECT
            && parser.getParsingContext().inRoot()
            && !members.isEmpty()) {
          return members;
        }
      }
    } catch (IOException e) {
      // The members found so far are still useful.
      return members;
    }
    return members;
  }

  /** Returns the dotted names of the objects around a token; arrays have none. */
  private static String path(JsonParser parser) {
    String path = "";
    for (JsonStreamContext at = parser.getParsingContext(); !at.inRoot(); at = at.getParent()) {
      if (at.inObject() && at.hasCurrentName()) {
        path = path.isEmpty() ? at.getCurrentName() : at.getCurrentName() + "." + path;
      }
    }
    return path;
  }
}
