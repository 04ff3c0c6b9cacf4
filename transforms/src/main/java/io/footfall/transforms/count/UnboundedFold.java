package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.lake.HourChunks;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.transforms.aggregate.WindowedFold;
import io.footfall.transforms.lake.WriteLake;
import io.footfall.transforms.stream.StreamMetrics;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Folds a bundle of a run that commits window by window. A record in time is added to the partials
 * of its window; a late one becomes a reject. With deduplication, valid records are not folded and
 * counted here but passed on.
 *
 * <p>Counts are per window and shard: a valid record is counted in the window of its event time; a
 * rejected or late one, which has no open window, in that of its arrival.
 */
final class UnboundedFold<R> extends BundleFold<R> {
  private static final PartitionKeys PARTS = new PartitionKeys(RecordChunks.PARTS);

  private final Dataset<R> dataset;
  private final EventTimeWindows windows;
  private final boolean handingOn;
  private final boolean keeping;
  private final StreamMetrics metrics;

  private final WindowedRows<R> rows;
  private final RecordChunks<R> chunks;
  private final RecordChunks.Sink records;
  private final HourChunks<R> hours;
  private final HourChunks.Sink kept;
  private final RowConsumer<R> consumer = this::add;

  private @Nullable Passage<R> passage;
  private @Nullable SourceCounts lastCounts;

  /**
   * Creates a fold.
   *
   * @param handingOn whether valid records are emitted as {@link FoldRecords#RECORDS} instead of
   *     folded
   * @param keeping whether the valid records and the counts also go to a lake
   */
  UnboundedFold(
      Dataset<R> dataset,
      EventTimeWindows windows,
      PartitionKeys keys,
      boolean handingOn,
      boolean keeping,
      StreamMetrics metrics) {
    this.dataset = dataset;
    this.windows = windows;
    this.handingOn = handingOn;
    this.keeping = keeping;
    this.metrics = metrics;
    rows =
        new WindowedRows<>(
            dataset,
            windows,
            keys.partitions(),
            WindowedFold.DEFAULT_MEMORY,
            (partition, chunk, at, of) ->
                out().emit(FoldRecords.PARTIALS, KV.of(keys.of(of, partition), chunk), at),
            (window, byShard) -> {
              byShard.values().forEach(metrics::add);
              out()
                  .emit(
                      FoldRecords.PARTIALS,
                      KV.of(keys.ofCounts(window), WindowPartials.ofCounts(byShard)),
                      window.maxTimestamp());
            });
    chunks = new RecordChunks<>(dataset);
    records =
        (window, part, chunk) ->
            out()
                .emit(
                    FoldRecords.RECORDS,
                    KV.of(PARTS.of(window, part), chunk),
                    window.maxTimestamp());
    hours = new HourChunks<>(dataset);
    kept = (hour, chunk) -> out().emit(FoldRecords.LAKE, KV.of(WriteLake.key(hour, 0), chunk));
  }

  @Override
  void start() {
    rows.start();
    chunks.start();
    hours.start();
    passage = null;
  }

  @Override
  RowConsumer<R> open(Passage<R> next) {
    passage = next;
    lastCounts = null;
    return consumer;
  }

  private void add(R row) {
    Passage<R> of = Objects.requireNonNull(passage);
    IntervalWindow window = rows.windowOf(row);
    if (windows.isClosed(window, of.watermarkMillis)) {
      reject(late(of, row, window));
      return;
    }
    SourceCounts counted = counts(of, window);
    if (handingOn) {
      chunks.add(of.records, window, of.name, records);
      return;
    }
    rows.add(row, window);
    if (keeping) {
      hours.add(row, of.name, kept);
    }
    counted.read++;
    counted.ok++;
  }

  private SourceCounts counts(Passage<R> of, IntervalWindow window) {
    SourceCounts counted = rows.counts().of(window, of.name);
    counted.arrivedAt(of.arrivalMillis);
    lastCounts = counted;
    return counted;
  }

  @Override
  void reject(Reject reject) {
    Passage<R> of = Objects.requireNonNull(passage);
    counts(of, arrivalWindow(of)).readInvalid(reject.code());
    if (keeping) {
      countsOfLake(of).readInvalid(reject.code());
    }
    out().emit(FoldRecords.REJECTS, reject);
  }

  private SourceCounts countsOfLake(Passage<R> of) {
    return hours.counts(of.name, of.arrivalMillis);
  }

  @Override
  void rejectLast() {
    Passage<R> of = Objects.requireNonNull(passage);
    reject(of.records.reject(of.origin()));
  }

  /** Returns the window of the arrival, or a later one that is certainly not closed. */
  private IntervalWindow arrivalWindow(Passage<R> of) {
    return windows.windowOf(Math.max(of.arrivalMillis, of.watermarkMillis));
  }

  private Reject late(Passage<R> of, R row, IntervalWindow window) {
    return of.records.reject(
        RejectCode.LATE,
        "The time of the record is "
            + Instant.ofEpochMilli(Math.floorDiv(dataset.epochMicros(row), 1000))
            + ". Its window "
            + window.start()
            + " to "
            + window.end()
            + " and the allowed lateness of "
            + windows.allowedLateness()
            + " had ended: the watermark was "
            + Instant.ofEpochMilli(of.watermarkMillis)
            + ". A longer --allowedLateness accepts such records; replay counts this one.",
        "timestamp",
        of.origin());
  }

  /** Always fails, because {@link DropDuplicates} finds the repeats of a stream later. */
  @Override
  void leaveOut(boolean differs) {
    throw new IllegalStateException("A stream is read once.");
  }

  @Override
  void close(long good) {
    Passage<R> of = Objects.requireNonNull(passage);
    SourceCounts last =
        lastCounts == null ? rows.counts().of(arrivalWindow(of), of.name) : lastCounts;
    long skipped = of.skipped();
    if (skipped > 0) {
      counts(of, arrivalWindow(of)).skip(skipped);
    }
    if (keeping) {
      SourceCounts ofLake = countsOfLake(of);
      ofLake.skip(skipped);
      of.countRest(ofLake);
    }
    if (!of.records.observations().isEmpty()) {
      last.observations().add(of.records.observations());
      of.records.observations().clear();
    }
    of.countRest(last);
  }

  @Override
  void finish() {
    rows.finish();
    chunks.finish(records);
    hours.finish(kept);
    if (passage != null) {
      metrics.lag(passage.arrivalMillis, System.currentTimeMillis());
    }
  }
}
