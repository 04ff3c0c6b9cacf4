package io.footfall.records;

import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces null words with empty values, and excludes records that do not meet a {@link Condition}.
 */
final class RecordFilter {
  private final byte[][] nulls;
  private final List<Check> checks = new ArrayList<>();
  private int[] positions = {};

  /** A condition and the position of its column. */
  private static final class Check {
    private final int column;
    private final boolean not;
    private final byte[][] values;

    Check(int column, Condition condition) {
      this.column = column;
      not = condition.not();
      values = bytes(condition.values());
    }

    boolean accepts(Fields fields, int field) {
      boolean absent = field < 0 || fields.from[field] < 0;
      int from = absent ? 0 : fields.from[field];
      int to = absent ? 0 : fields.to[field];
      return contains(values, fields.bytes, from, to) != not;
    }
  }

  private RecordFilter(RecordSchema schema, ReadSettings settings) {
    nulls = bytes(settings.values().nulls());
    for (Condition condition : settings.selection().conditions()) {
      checks.add(new Check(schema.indexAnsweringTo(condition.column(), settings), condition));
    }
  }

  /** Returns the filter for these settings; null if none is needed. */
  static @Nullable RecordFilter of(RecordSchema schema, ReadSettings settings) {
    return settings.values().nulls().isEmpty() && settings.selection().conditions().isEmpty()
        ? null
        : new RecordFilter(schema, settings);
  }

  private static byte[][] bytes(List<String> words) {
    return words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  void locate(int[] where) {
    positions = where;
  }

  boolean accepts(Fields fields) {
    if (nulls.length > 0) {
      for (int field : positions) {
        if (field >= 0
            && fields.from[field] >= 0
            && contains(nulls, fields.bytes, fields.from[field], fields.to[field])) {
          fields.to[field] = fields.from[field];
        }
      }
    }
    for (Check check : checks) {
      if (!check.accepts(fields, positions[check.column])) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(byte[][] words, byte[] b, int from, int to) {
    for (byte[] word : words) {
      if (Arrays.equals(word, 0, word.length, b, from, to)) {
        return true;
      }
    }
    return false;
  }
}
