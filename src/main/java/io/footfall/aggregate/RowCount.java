package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows. Its partials are entries of one count each, all in partition 0.
 *
 * @param <R> the row
 */
public final class RowCount<R> implements Aggregate<R> {
  private static final int PARTITION = 0;

  private final @Nullable PartialWriter out;
  private long count;

  private RowCount(@Nullable PartialWriter out) {
    this.out = out;
  }

  /** Returns an aggregate that folds rows and emits partials to {@code out}. */
  public static <R> RowCount<R> foldingTo(PartialWriter out) {
    return new RowCount<>(out);
  }

  /** Returns an aggregate that merges partials and holds the result. */
  public static <R> RowCount<R> merging() {
    return new RowCount<>(null);
  }

  @Override
  public void add(R row) {
    count++;
  }

  @Override
  public void merge(ByteInput entries) {
    while (entries.hasRemaining()) {
      count += entries.readVarLong();
    }
  }

  @Override
  public void drain() {
    PartialWriter writer = Objects.requireNonNull(out, "made for merging");
    if (count > 0) {
      writer.to(PARTITION).writeVarLong(count);
      writer.wrote(PARTITION);
      count = 0;
    }
  }

  @Override
  public long memory() {
    return 0;
  }

  /** Returns the number of rows added so far. */
  public long count() {
    return count;
  }
}
