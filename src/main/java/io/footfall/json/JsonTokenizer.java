package io.footfall.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Utf8;
import io.footfall.tokens.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the values of selected members of one JSON object.
 *
 * <p>A string becomes UTF-8 without quotes and escapes. Numbers and booleans keep their exact text,
 * so no decimal loses a digit. An absent or null member is a missing field. Other members are
 * skipped. Errors are: text that is not valid JSON or UTF-8, and a selected member that is an
 * object or an array, occurs twice, or contains an unpaired surrogate. A synonym is skipped if it
 * is an object or an array, or if the object also has the name that it stands for.
 *
 * <p>Values are in the record or in an array of the tokenizer, and valid until the next call. Not
 * thread-safe.
 */
public final class JsonTokenizer {

  // The reader limits the size of records, and a value can be as long as its record.
  private static final StreamReadConstraints ANY_LENGTH =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .build();

  private static final Pattern ADVICE = Pattern.compile(":? \\(?enable `\\w+\\.\\w+` to allow\\)?");
  private static final JsonFactory FACTORY = newFactory();

  /**
   * Maximum size of records for which the factory caches names, because names can be as long as the
   * record.
   */
  private static final int LONGEST_WITH_NAMES_KEPT = 1 << 14;

  private final Map<String, Integer> columnsByName;
  private final Set<String> parents;
  private final int columnCount;
  private final FlatObjectScanner flat;
  private final boolean[] seen;
  private final Set<Integer> lenient;
  private final Set<String> synonyms;
  private final boolean[] bySynonym;
  private final @Nullable String[] synonymErrors;
  private final int[] synonymErrorOffsets;
  private final ByteOutput values = new ByteOutput();
  private String error = "";
  private int errorOffset;

  /**
   * Creates a tokenizer.
   *
   * @param columnsByName the selected members, and the column (from 0) that each one fills; several
   *     names may fill one column, but not in one record. A dotted path such as {@code user.id}
   *     names a member of a member, or a member that has the dots in its name. In an array of
   *     objects whose first member is {@code key}, a part of the path names the object with this
   *     key
   * @param columnCount the number of fields of a record
   * @throws IllegalArgumentException if a name has a column that is not below {@code columnCount}
   */
  public JsonTokenizer(Map<String, Integer> columnsByName, int columnCount) {
    this(columnsByName, columnCount, Set.of(), Set.of());
  }

  /**
   * Creates a tokenizer with columns that never make a record invalid, and with synonyms, which are
   * used only if the name that they stand for is absent.
   *
   * @param lenient the columns whose value is absent if it is an object or an array, and whose
   *     first value is used if there are several
   * @param synonyms the names that are skipped if their value is an object or an array, or if the
   *     record has another name of their column that is not a synonym
   */
  public JsonTokenizer(
      Map<String, Integer> columnsByName,
      int columnCount,
      Set<Integer> lenient,
      Set<String> synonyms) {
    this.lenient = Set.copyOf(lenient);
    this.synonyms = Set.copyOf(synonyms);
    columnsByName.forEach(
        (name, column) -> {
          if (column < 0 || column >= columnCount) {
            throw new IllegalArgumentException(
                "column " + column + " of \"" + name + "\", expected 0 to " + (columnCount - 1));
          }
        });
    this.columnsByName = new HashMap<>(columnsByName);
    parents = parents(columnsByName.keySet());
    this.columnCount = columnCount;
    flat = new FlatObjectScanner(this.columnsByName, columnCount);
    seen = new boolean[columnCount];
    bySynonym = new boolean[columnCount];
    synonymErrors = new String[columnCount];
    synonymErrorOffsets = new int[columnCount];
  }

  /**
   * Returns the paths of the objects that contain selected members, such as {@code a} and {@code
   * a.b}.
   */
  private static Set<String> parents(Set<String> paths) {
    Set<String> parents = new HashSet<>();
    for (String path : paths) {
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        parents.add(path.substring(0, dot));
      }
    }
    return parents;
  }

  // A source with many different names must not fill the JVM's table of interned strings, and one
  // with colliding names must not end the run.
  private static JsonFactory newFactory() {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .streamReadConstraints(ANY_LENGTH)
        .build();
  }

  /** Describes the error. Valid only after {@link #tokenize} returned false. */
  public String error() {
    return error;
  }

  /**
   * Returns the position of the error in the array. Valid only after {@link #tokenize} returned
   * false.
   */
  public int errorOffset() {
    return errorOffset;
  }

  /**
   * Tokenizes one record. Needs no slack after the slice, but is faster with {@link Fields#SLACK}.
   *
   * @param out receives one field per column; undefined after an error
   * @return whether the record is valid
   */
  public boolean tokenize(byte[] b, int from, int to, Fields out) {
    return flat.scan(b, from, to, out) || parse(b, from, to, out);
  }

  /**
   * Tokenizes the record on a line, if {@link FlatObjectScanner} accepts it, without knowing where
   * the line ends.
   *
   * @param limit the end of the data in {@code b}
   * @param last whether the source ends there
   * @param out as for {@link #tokenize}
   * @return the position after the line break; -1 if {@link #parse} must read the record
   */
  int tokenizeLine(byte[] b, int from, int limit, boolean last, Fields out) {
    return flat.scanLine(b, from, limit, last, out);
  }

  /** Reads any record, as {@link #tokenize} does, with a complete parser. */
  boolean parse(byte[] b, int from, int to, Fields out) {
    int start = from;
    while (start < to && isWhitespace(b[start])) {
      start++;
    }
    // Jackson would guess UTF-16 or UTF-32 from leading zeros and skip a byte order mark. A brace
    // followed by a byte other than zero is read as UTF-8.
    if (start == to || b[start] != '{') {
      return fail(start, "expected a JSON object, found " + describe(b, start, to));
    }
    if (start + 1 < to && b[start + 1] == 0) {
      return fail(start + 1, "zero byte in JSON; expected UTF-8, not UTF-16");
    }
    int invalid = Utf8.firstInvalid(b, start, to);
    if (invalid >= 0) {
      return fail(invalid, "not UTF-8: " + describe(b, invalid, to));
    }
    prepare(to - start, out);
    JsonFactory factory = to - start > LONGEST_WITH_NAMES_KEPT ? newFactory() : FACTORY;
    try (JsonParser parser = factory.createParser(b, start, to - start)) {
      try {
        parser.nextToken(); // The opening brace.
        if (!readMembers(parser, start, "", out)) {
          return false;
        }
        if (parser.nextToken() != null) {
          return fail(start + tokenOffset(parser), "text after the JSON object");
        }
        if (!checkSynonyms()) {
          return false;
        }
      } catch (JsonProcessingException e) {
        int offset = start + (int) Math.max(0, parser.currentLocation().getByteOffset());
        // Jackson's messages recommend its own settings, which no option can change.
        String reason = ADVICE.matcher(e.getOriginalMessage()).replaceAll("");
        return fail(Math.min(to, offset), "not JSON: " + reason);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading an array cannot fail", e);
    }
    out.bytes = values.array();
    return true;
  }

  private void prepare(int recordBytes, Fields out) {
    if (out.from.length < columnCount) {
      out.from = new int[columnCount];
      out.to = new int[columnCount];
    }
    out.count = columnCount;
    Arrays.fill(out.from, 0, columnCount, -1);
    Arrays.fill(out.to, 0, columnCount, -1);
    Arrays.fill(seen, false);
    Arrays.fill(synonymErrors, null);
    values.reset();
    // An escape is longer than its character, so values never exceed the record.
    values.ensure(recordBytes + Fields.SLACK);
  }

  /**
   * Reads the members of an object to its closing brace.
   *
   * @param prefix the path of the object followed by a dot; empty for the record itself
   */
  private boolean readMembers(JsonParser parser, int start, String prefix, Fields out)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String path = prefix.isEmpty() ? name : prefix + name;
      Integer column = columnsByName.get(path);
      JsonToken value = parser.nextToken();
      if (column == null) {
        if (!value.isStructStart()) {
          continue;
        }
        if (parents.isEmpty() || !parents.contains(path)) {
          parser.skipChildren();
        } else if (value == JsonToken.START_OBJECT
            ? !readMembers(parser, start, path + ".", out)
            : !readElements(parser, start, path + ".", out)) {
          return false;
        }
        continue;
      }
      boolean synonym = synonyms.contains(path);
      if (synonym && (value.isStructStart() || (seen[column] && !bySynonym[column]))) {
        parser.skipChildren();
        continue;
      }
      if (!synonym && seen[column] && bySynonym[column]) {
        clear(column, out);
      }
      boolean optional = !lenient.isEmpty() && lenient.contains(column);
      if (optional && (seen[column] || value.isStructStart())) {
        parser.skipChildren();
        continue;
      }
      int offset = start + tokenOffset(parser);
      String problem = problem(value, seen[column]);
      seen[column] = true;
      bySynonym[column] = synonym;
      if (problem.isEmpty() && value != JsonToken.VALUE_NULL) {
        int from = values.size();
        if (appendUtf8(
            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
          out.from[column] = from;
          out.to[column] = values.size();
        } else if (!optional) {
          problem = "unpaired surrogate";
        }
      }
      if (!problem.isEmpty()) {
        String message = "member \"" + path + "\": " + problem;
        if (!synonym) {
          return fail(offset, message);
        }
        synonymErrors[column] = message;
        synonymErrorOffsets[column] = offset;
      }
    }
    return true;
  }

  /** Returns why a value cannot fill a column; empty if it can. */
  private static String problem(JsonToken value, boolean filled) {
    if (filled) {
      return "its column already has a value";
    }
    return value.isStructStart()
        ? "expected a string or a number, found "
            + (value == JsonToken.START_OBJECT ? "an object" : "an array")
        : "";
  }

  /** Clears the value or error of a synonym. */
  private void clear(int column, Fields out) {
    seen[column] = false;
    synonymErrors[column] = null;
    out.from[column] = -1;
    out.to[column] = -1;
  }

  /** Fails with the error of a synonym that no other name has replaced. */
  private boolean checkSynonyms() {
    for (int column = 0; column < columnCount; column++) {
      String message = synonymErrors[column];
      if (message != null) {
        return fail(synonymErrorOffsets[column], message);
      }
    }
    return true;
  }

  /** Reads an array of objects that begin with their key, to its closing bracket. */
  private boolean readElements(JsonParser parser, int start, String prefix, Fields out)
      throws IOException {
    for (JsonToken element = parser.nextToken();
        element != JsonToken.END_ARRAY;
        element = parser.nextToken()) {
      if (element != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      boolean keyed =
          parser.nextToken() == JsonToken.FIELD_NAME
              && parser.currentName().equals("key")
              && parser.nextToken() == JsonToken.VALUE_STRING;
      String key = keyed ? prefix + parser.getText() : "";
      if (keyed && parents.contains(key)) {
        if (!readMembers(parser, start, key + ".", out)) {
          return false;
        }
      } else {
        skipRest(parser);
      }
    }
    return true;
  }

  /** Skips the rest of an object whose first tokens have been read. */
  private static void skipRest(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.END_OBJECT) {
      return;
    }
    if (parser.currentToken() == JsonToken.FIELD_NAME) {
      parser.nextToken();
    }
    parser.skipChildren();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      parser.nextToken();
      parser.skipChildren();
    }
  }

  private static int tokenOffset(JsonParser parser) {
    return (int) Math.max(0, parser.currentTokenLocation().getByteOffset());
  }

  /** Appends UTF-16 as UTF-8. Returns false for an unpaired surrogate. */
  private boolean appendUtf8(char[] text, int from, int length) {
    byte[] b = values.array();
    int start = values.size();
    int p = start;
    int end = from + length;
    for (int i = from; i < end; i++) {
      char c = text[i];
      if (c < 0x80) {
        b[p++] = (byte) c;
      } else if (c < 0x800) {
        b[p++] = (byte) (0xC0 | (c >> 6));
        b[p++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        b[p++] = (byte) (0xE0 | (c >> 12));
        b[p++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        b[p++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text[i + 1])) {
        int character = Character.toCodePoint(c, text[++i]);
        b[p++] = (byte) (0xF0 | (character >> 18));
        b[p++] = (byte) (0x80 | ((character >> 12) & 0x3F));
        b[p++] = (byte) (0x80 | ((character >> 6) & 0x3F));
        b[p++] = (byte) (0x80 | (character & 0x3F));
      } else {
        return false;
      }
    }
    values.advance(p - start);
    return true;
  }

  private boolean fail(int offset, String message) {
    errorOffset = offset;
    error = message;
    return false;
  }

  static boolean isWhitespace(byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static String describe(byte[] b, int position, int to) {
    if (position >= to) {
      return "nothing";
    }
    byte c = b[position];
    return c > ' ' && c < 0x7F ? "'" + (char) c + "'" : String.format("byte 0x%02X", c & 0xFF);
  }
}
