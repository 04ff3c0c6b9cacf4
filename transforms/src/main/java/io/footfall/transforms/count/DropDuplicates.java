package io.footfall.transforms.count;

import io.footfall.accounting.Observation;
import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.IdTable;
import io.footfall.deduplication.RecordId;
import io.footfall.lake.HourChunks;
import io.footfall.transforms.aggregate.WindowedFold;
import io.footfall.transforms.lake.WriteLake;
import io.footfall.transforms.stream.StreamMetrics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of {@link RecordChunks} into partials by {@link PartitionKeys}, each ID once
 * per window: the first record to arrive. Accounts for all valid records, as counted or as
 * duplicates.
 *
 * <p>The IDs of a part of a window are in the runner's state, 16 bytes per record, until the window
 * accepts no more records. Each worker also has a table of them, which it builds from the state
 * when the table is missing or outdated.
 *
 * <p>{@link FindDuplicates} shares only the IDs and their fingerprints with this class. In files,
 * the first duplicate in the order of the files is counted, which is known only once all files are
 * read. A stream cannot wait, and cannot be read twice.
 */
final class DropDuplicates<R> extends DoFn<KV<Long, byte[]>, KV<Long, byte[]>> {
  /** The first byte of IDs in the state that have fingerprints. */
  private static final int WITH_FINGERPRINTS = 1;

  private static final int BYTES_PER_ID = 48;

  @StateId("ids")
  private final StateSpec<BagState<byte[]>> idsSpec = StateSpecs.bag(ByteArrayCoder.of());

  // A number that changes whenever IDs are added: a table with the same number equals the state.
  @StateId("version")
  private final StateSpec<ValueState<Long>> versionSpec = StateSpecs.value(VarLongCoder.of());

  private final Dataset<R> dataset;
  private final PartitionKeys keys;
  private final boolean keeping;
  private final StreamMetrics metrics = new StreamMetrics();

  private transient @Nullable Work work;

  /**
   * Creates the filter.
   *
   * @param keeping whether counted records also go to {@link FoldRecords#LAKE}
   */
  DropDuplicates(Dataset<R> dataset, PartitionKeys keys, boolean keeping) {
    this.keeping = keeping;
    this.dataset = dataset;
    this.keys = keys;
  }

  /** The IDs of a part of a window, as of a version of the state. */
  private static final class Seen {
    private final IdTable ids = new IdTable();
    private long version;
  }

  /** Objects that are created once and reused. */
  private final class Work implements RecordChunks.Reader<R> {
    private final R row = dataset.row();
    private final RecordId id = new RecordId();
    private final WindowedFold<R> fold =
        new WindowedFold<>(
            dataset::folding,
            keys.partitions(),
            TimestampCombiner.END_OF_WINDOW,
            WindowedFold.DEFAULT_MEMORY);
    private final WindowCounts counts = new WindowCounts();
    // The tables by key, which is a part of a window; the most recently used one is last.
    private final Map<Long, Seen> tables = new LinkedHashMap<>(16, 0.75f, true);
    private final ByteOutput added = new ByteOutput();
    private final HourChunks<R> hours = new HourChunks<>(dataset);

    private IntervalWindow window =
        new IntervalWindow(BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MIN_VALUE);
    private Seen seen = new Seen();
    private SourceCounts counted = new SourceCounts();
    private String shard = "";
    private WindowedFold.@Nullable Sink sink;
    private HourChunks.@Nullable Sink kept;

    @Override
    public void shard(String name) {
      counted = counts.of(window, name);
      shard = name;
    }

    @Override
    public void record(R row, RecordId id) {
      long fingerprint = id.fingerprint(dataset, row);
      int number = seen.ids.add(id, fingerprint);
      if (number >= 0) {
        if (added.size() == 0) {
          added.writeByte(WITH_FINGERPRINTS);
        }
        id.pack(added);
        added.writeLong(fingerprint);
        record(row);
      } else {
        counted.repeat();
        if (keeping) {
          hours.counts(shard, window.start().getMillis()).repeat();
        }
        if (seen.ids.differs(-1 - number, fingerprint)) {
          counted
              .observations()
              .add(Observation.Kind.DIFFERENT_REPEAT, dataset.name(), id.toText(), 1);
        }
      }
    }

    @Override
    public void record(R row) {
      counted.read++;
      counted.ok++;
      fold.add(row, window.maxTimestamp(), window, Objects.requireNonNull(sink));
      if (keeping) {
        hours.add(row, shard, Objects.requireNonNull(kept));
      }
    }

    /** Drops the least recently used tables if all together are large. */
    void makeRoom() {
      long bytes = 0;
      for (Seen each : tables.values()) {
        bytes += (long) BYTES_PER_ID * each.ids.size();
      }
      Iterator<Seen> eldest = tables.values().iterator();
      while (bytes > Runtime.getRuntime().maxMemory() / 8 && eldest.hasNext()) {
        bytes -= (long) BYTES_PER_ID * eldest.next().ids.size();
        eldest.remove();
      }
    }
  }

  /** Clears what an earlier bundle left, and drops tables if they are large. */
  @StartBundle
  public void startBundle() {
    if (work == null) {
      work = new Work();
    }
    work.fold.start();
    work.hours.start();
    work.counts.start();
    work.makeRoom();
  }

  /** Folds the records of a chunk whose IDs are new. */
  @ProcessElement
  public void processElement(
      @Element KV<Long, byte[]> chunk,
      BoundedWindow window,
      @StateId("ids") BagState<byte[]> ids,
      @StateId("version") ValueState<Long> version,
      MultiOutputReceiver out) {
    Work with = Objects.requireNonNull(work);
    Seen seen = seen(with, chunk.getKey(), ids, version);
    with.window = (IntervalWindow) window;
    with.seen = seen;
    with.sink =
        (partition, partial, at, of) ->
            out.get(FoldRecords.PARTIALS)
                .outputWithTimestamp(KV.of(keys.of(of, partition), partial), at);
    with.kept =
        (hour, kept) ->
            out.get(FoldRecords.LAKE)
                .outputWithTimestamp(KV.of(WriteLake.key(hour, 0), kept), window.maxTimestamp());
    with.added.reset();
    RecordChunks.read(chunk.getValue(), dataset, with.row, with.id, with);
    if (with.added.size() > 0) {
      ids.add(with.added.toByteArray());
      seen.version = ThreadLocalRandom.current().nextLong();
      version.write(seen.version);
    }
  }

  private Seen seen(Work with, Long key, BagState<byte[]> ids, ValueState<Long> version) {
    Long now = version.read();
    Seen seen = with.tables.get(key);
    if (seen != null && now != null && seen.version == now) {
      return seen;
    }
    seen = new Seen();
    with.tables.put(key, seen);
    if (now != null) {
      seen.version = now;
      for (byte[] packed : ids.read()) {
        ByteInput in = new ByteInput(packed);
        // IDs without fingerprints, as an earlier version wrote them, have no first byte.
        boolean withFingerprints = packed.length % RecordId.BYTES != 0;
        if (withFingerprints) {
          in.readByte();
        }
        while (in.hasRemaining()) {
          with.id.unpack(in);
          seen.ids.add(with.id, withFingerprints ? in.readLong() : IdTable.UNKNOWN);
        }
      }
    }
    return seen;
  }

  /** Sends the partials and the counts. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    Work with = Objects.requireNonNull(work);
    with.fold.finish(
        (partition, partial, at, of) ->
            context.output(FoldRecords.PARTIALS, KV.of(keys.of(of, partition), partial), at, of));
    with.hours.finish(
        (hour, kept) ->
            context.output(
                FoldRecords.LAKE,
                KV.of(WriteLake.key(hour, 0), kept),
                with.window.maxTimestamp(),
                with.window));
    with.counts.finish(
        (window, byShard) -> {
          byShard.values().forEach(metrics::add);
          context.output(
              FoldRecords.PARTIALS,
              KV.of(keys.ofCounts(window), WindowPartials.ofCounts(byShard)),
              window.maxTimestamp(),
              window);
        });
  }
}
