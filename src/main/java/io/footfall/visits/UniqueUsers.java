package io.footfall.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.ByteStringSet;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import org.jspecify.annotations.Nullable;

/** The set of users, exact for IDs of any length. Its partials are entries of IDs. */
public final class UniqueUsers implements Aggregate<VisitRow> {
  private final ByteStringSet users = new ByteStringSet();
  private final @Nullable PartialWriter out;
  private final long maxMemory;
  private int untilCheck = CHECK_EVERY;

  private static final int CHECK_EVERY = 1 << 12;

  private UniqueUsers(@Nullable PartialWriter out, long maxMemory) {
    this.out = out;
    this.maxMemory = maxMemory;
  }

  /**
   * Returns an aggregate that folds rows and emits partials to {@code out}, at the latest when it
   * holds about {@code maxMemory} bytes.
   */
  public static UniqueUsers foldingTo(PartialWriter out, long maxMemory) {
    return new UniqueUsers(out, maxMemory);
  }

  /** Returns an aggregate that merges partials and holds the result. */
  public static UniqueUsers merging() {
    return new UniqueUsers(null, Long.MAX_VALUE);
  }

  @Override
  public void add(VisitRow row) {
    users.add(row.bytes, row.userFrom, row.userTo);
    if (--untilCheck == 0) {
      untilCheck = CHECK_EVERY;
      if (users.memory() > maxMemory) {
        drain();
      }
    }
  }

  @Override
  public void merge(ByteInput entries) {
    users.merge(entries);
  }

  @Override
  public void drain() {
    users.drain(java.util.Objects.requireNonNull(out, "made for merging"), maxMemory);
  }

  /** Removes everything. Keeps the memory for other partials, up to a limit. */
  void clear() {
    users.clear(Long.MAX_VALUE);
  }

  @Override
  public long memory() {
    return users.memory();
  }

  /** Returns the number of users. */
  public long count() {
    return users.size();
  }
}
