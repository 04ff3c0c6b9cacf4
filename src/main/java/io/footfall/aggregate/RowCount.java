package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many rows there are, whatever is in them. Its partials are entries of one count each, all of
 * them in partition 0.
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

  /** For folding rows: partials go to {@code out}. */
  public static <R> RowCount<R> foldingTo(PartialWriter out) {
    return new RowCount<>(out);
  }

  /** For merging partials, and for reading the result. */
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

  /** The count. */
  public long count() {
    return count;
  }
}
