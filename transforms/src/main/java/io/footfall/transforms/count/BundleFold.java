package io.footfall.transforms.count;

import io.footfall.aggregate.RowConsumer;
import io.footfall.rejects.Reject;
import io.footfall.source.ReadProgress;
import java.io.Serializable;
import java.util.Objects;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts and folds the records of one bundle: all that differs between a run that commits
 * everything at once ({@link BoundedFold}) and one that commits window by window ({@link
 * UnboundedFold}). A third only collects IDs ({@link IdFold}). Chosen when the graph is built. Not
 * thread-safe.
 *
 * @param <R> the row
 */
abstract class BundleFold<R> {
  private @Nullable Output out;

  /** Creates a fold on a worker. */
  @FunctionalInterface
  interface Form<R> extends Serializable {
    /** Returns an empty fold. */
    BundleFold<R> create();
  }

  /** Receives the output of a bundle, during an element and at the end. */
  interface Output {
    /**
     * Sends a value with the timestamp of the element, or after the last element, with that of the
     * end of the global window.
     */
    <T> void emit(TupleTag<T> tag, T value);

    /** Sends a value with a timestamp of its own. */
    <T> void emit(TupleTag<T> tag, T value, Instant at);
  }

  /** Sets the receiver of later results. */
  final void sendTo(Output value) {
    out = value;
  }

  /** Returns the receiver of results. */
  final Output out() {
    return Objects.requireNonNull(out);
  }

  /** Returns the progress that reading files updates. */
  ReadProgress progress() {
    return new ReadProgress();
  }

  /** Clears all state at the start of a bundle, because an earlier one may have failed. */
  abstract void start();

  /**
   * Begins a passage.
   *
   * @return the consumer of its valid records that are not repeats
   */
  abstract RowConsumer<R> open(Passage<R> passage);

  /** Counts and keeps an invalid record of the passage. */
  abstract void reject(Reject reject);

  /** Counts and keeps the last record of the passage, which is invalid. */
  abstract void rejectLast();

  /**
   * Counts the last record of the passage as a repeat.
   *
   * @param differs whether it differs from the record that it repeats
   */
  abstract void leaveOut(boolean differs);

  /**
   * Ends the passage.
   *
   * @param good the number of records that {@link #open}'s consumer accepted
   */
  abstract void close(long good);

  /** Emits everything that is buffered. */
  abstract void finish();

  /** Releases memory outside the heap. No bundle follows. */
  void tearDown() {}
}
