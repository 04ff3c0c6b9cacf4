package io.footfall.transforms.count;

import io.footfall.aggregate.RowConsumer;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.RecordId;
import io.footfall.rejects.Reject;
import io.footfall.report.ChunkSpill;
import io.footfall.source.ReadProgress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Collects the IDs of the valid records of slices, with their positions and fingerprints, for
 * {@link FindDuplicates}. Each chunk belongs to one slice, and begins with its name.
 */
final class IdFold<R> extends BundleFold<R> {
  /** Precedes the IDs of a chunk, in place of the number of an aggregate. */
  private static final int IDS = 0;

  private static final int CHUNK_BYTES = 1 << 18;

  private final Dataset<R> dataset;
  private final String temporaryFolder;
  private final @Nullable EventTimeWindows windows;
  private final ReadProgress progress;
  private final RecordId id = new RecordId();
  private final @Nullable ByteOutput[] chunks;

  private byte[] slice = {};
  private @Nullable ChunkSpill spill;

  /**
   * Creates a fold.
   *
   * @param temporaryFolder the directory for a bundle's file if its output is large
   * @param windows windows within which records are compared; null to compare all
   */
  IdFold(
      Dataset<R> dataset,
      int partitions,
      String temporaryFolder,
      @Nullable EventTimeWindows windows,
      ReadProgress progress) {
    this.dataset = dataset;
    this.temporaryFolder = temporaryFolder;
    this.windows = windows;
    this.progress = progress;
    chunks = new ByteOutput[partitions];
  }

  @Override
  ReadProgress progress() {
    return progress;
  }

  @Override
  void start() {
    finish();
    Arrays.fill(chunks, null);
    spill = new ChunkSpill(temporaryFolder);
  }

  @Override
  RowConsumer<R> open(Passage<R> passage) {
    slice = FindDuplicates.nameOf(passage.name, passage.from).getBytes(StandardCharsets.UTF_8);
    return row -> add(passage, row);
  }

  private void add(Passage<R> passage, R row) {
    if (!setId(passage, row)) {
      return;
    }
    int partition = id.partition(chunks.length);
    ByteOutput chunk = chunks[partition];
    if (chunk == null) {
      chunk = new ByteOutput(1 << 12);
      chunks[partition] = chunk;
      begin(chunk);
    } else if (chunk.size() > CHUNK_BYTES) {
      send(partition, chunk);
      chunk.reset();
      begin(chunk);
    }
    id.pack(chunk);
    chunk.writeVarLong(passage.source.recordOffset());
    chunk.writeLong(id.fingerprint(dataset, row));
  }

  private boolean setId(Passage<R> passage, R row) {
    if (windows == null) {
      return id.set(dataset, passage.records);
    }
    long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
    return id.setInWindow(dataset, passage.records, windows.windowOf(millis).start().getMillis());
  }

  private void begin(ByteOutput chunk) {
    // The header of a chunk of partials: an aggregate, and no compression.
    chunk.writeByte(IDS);
    chunk.writeByte(0);
    chunk.writeBytes(slice);
  }

  private void send(int partition, ByteOutput chunk) {
    byte[] sent = Objects.requireNonNull(spill).spilled(chunk);
    out().emit(FoldRecords.PARTIALS, KV.of((long) partition, sent));
  }

  @Override
  void close(long good) {
    for (int partition = 0; partition < chunks.length; partition++) {
      ByteOutput chunk = chunks[partition];
      if (chunk != null) {
        send(partition, chunk);
        chunks[partition] = null;
      }
    }
  }

  @Override
  void finish() {
    if (spill != null) {
      spill.close();
      spill = null;
    }
  }

  /** Does nothing, because the second pass keeps the rejects. */
  @Override
  void reject(Reject reject) {}

  @Override
  void rejectLast() {}

  @Override
  void leaveOut(boolean differs) {
    throw new IllegalStateException("Nothing is left out before the repeats are known.");
  }
}
