package io.footfall.records;

import io.footfall.bytes.ByteOutput;
import io.footfall.tokens.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that identify a record ({@code --deduplicateBy}). */
final class RecordKey {
  private final int[] columns;
  private final int[] fields;

  private RecordKey(int[] columns) {
    this.columns = columns;
    fields = new int[columns.length];
  }

  /** Returns the key of these settings; null if the dataset's own rule applies. */
  static @Nullable RecordKey of(RecordSchema schema, ReadSettings settings) {
    List<String> names = settings.selection().key();
    return names.isEmpty()
        ? null
        : new RecordKey(
            names.stream().mapToInt(name -> schema.indexAnsweringTo(name, settings)).toArray());
  }

  void locate(int[] positions) {
    for (int i = 0; i < columns.length; i++) {
      fields[i] = positions[columns[i]];
    }
  }

  /** Writes the values, each except the last preceded by its length. */
  boolean append(Fields record, ByteOutput out) {
    int start = out.size();
    boolean empty = true;
    for (int i = 0; i < fields.length; i++) {
      boolean absent = fields[i] < 0 || record.from[fields[i]] < 0;
      int from = absent ? 0 : record.from[fields[i]];
      int to = absent ? 0 : record.to[fields[i]];
      empty &= from == to;
      if (i < fields.length - 1) {
        out.writeVarLong(to - from);
      }
      out.write(record.bytes, from, to);
    }
    if (empty) {
      out.truncate(start);
    }
    return !empty;
  }
}
