package io.footfall.transforms.report;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.source.FileSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds the good rows of a bundle of files. All files have one window over all time, unless windows
 * were asked for ({@link WindowedRowFold}).
 *
 * <p>Not thread-safe.
 *
 * @param <R> the row
 */
interface RowFold<R> {

  /** Receives packed partials. */
  @FunctionalInterface
  interface Sink {
    /** Receives a chunk for a partition. */
    void accept(int partition, byte[] chunk);
  }

  /** Returns the consumer of the rows of a slice. */
  RowConsumer<R> rows(FileSlice slice);

  /** Counts a row of the slice that is left out, because it repeats another one. */
  void leaveOut(R row);

  /** Ends a slice. */
  void endSlice();

  /** Sends all that is held. */
  void drain();

  /** Returns a fold into one window over all time. */
  static <R> RowFold<R> ofAllTime(
      Dataset<R> dataset, int partitions, long maxMemory, Sink partials) {
    List<PartialWriter> writers = new ArrayList<>();
    List<Aggregate<R>> aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer =
                  new PartialWriter(aggregate, partitions, Long.MAX_VALUE, partials::accept);
              writers.add(writer);
              return writer;
            },
            maxMemory);
    // A chain and no list: each link calls two classes at most, so that a compiler inlines it.
    RowConsumer<R> first = aggregates.get(0);
    for (Aggregate<R> next : aggregates.subList(1, aggregates.size())) {
      first = first.and(next);
    }
    RowConsumer<R> all = first;
    return new RowFold<>() {
      @Override
      public RowConsumer<R> rows(FileSlice slice) {
        return all;
      }

      @Override
      public void leaveOut(R row) {
        // The accounting of the slice is enough.
      }

      @Override
      public void endSlice() {
        // Aggregates are those of the bundle.
      }

      @Override
      public void drain() {
        aggregates.forEach(Aggregate::drain);
        writers.forEach(PartialWriter::finish);
      }
    };
  }
}
