package io.footfall.transforms.count;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.IdTable;
import io.footfall.deduplication.RecordId;
import io.footfall.records.ReadSettings;
import io.footfall.report.ChunkReader;
import io.footfall.source.ReadProgress;
import io.footfall.stream.RecordBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Finds duplicates among the valid records of files, by {@link Dataset#deduplicationKey}. The first
 * record in the first file by name is counted. Emits, per slice ({@link #nameOf}), the positions of
 * its duplicates, for a second pass over the same slices.
 *
 * <p>Reading twice costs less than shuffling records. Only an ID of 16 bytes, a position and a
 * fingerprint of 8 bytes per record are shuffled.
 *
 * <p>Streams use {@link DropDuplicates}, which explains what the two share.
 */
final class FindDuplicates
    extends PTransform<PCollection<RecordBlock>, PCollectionView<Map<String, Iterable<byte[]>>>> {
  private final Dataset<?> dataset;
  private final ReadSettings settings;
  private final boolean forLake;
  private final int partitions;
  private final String temporaryFolder;
  private final String run;
  private final @Nullable EventTimeWindows windows;

  /**
   * Creates the search.
   *
   * @param forLake whether records with a number that the lake cannot store are rejected, so that
   *     they are no duplicates
   * @param partitions the number of partitions of the IDs; the table of one is in memory, with
   *     about 60 bytes per record
   * @param run the run whose progress is reported
   * @param windows windows within which records are compared; null to compare all files
   */
  FindDuplicates(
      Dataset<?> dataset,
      ReadSettings settings,
      boolean forLake,
      int partitions,
      String temporaryFolder,
      String run,
      @Nullable EventTimeWindows windows) {
    this.run = run;
    this.windows = windows;
    this.partitions = partitions;
    this.dataset = dataset;
    this.settings = settings;
    this.forLake = forLake;
    this.temporaryFolder = temporaryFolder;
  }

  /**
   * Returns the name by which a slice's repeats are found. Names sort the slices of a file by
   * position.
   *
   * @param from the start of the slice in its file, in bytes
   */
  static String nameOf(String file, long from) {
    return file + '\0' + String.format("%019d", from);
  }

  /**
   * Returns the positions of the repeats of a slice, ascending: twice the offset, plus one if the
   * record differs from another one with its ID.
   */
  static long[] positions(@Nullable Iterable<byte[]> packed) {
    long[] positions = new long[16];
    int size = 0;
    if (packed != null) {
      for (byte[] chunk : packed) {
        ByteInput in = new ByteInput(chunk);
        while (in.hasRemaining()) {
          if (size == positions.length) {
            positions = Arrays.copyOf(positions, 2 * size);
          }
          positions[size++] = in.readVarLong();
        }
      }
    }
    positions = Arrays.copyOf(positions, size);
    Arrays.sort(positions);
    return positions;
  }

  @Override
  public PCollectionView<Map<String, Iterable<byte[]>>> expand(PCollection<RecordBlock> slices) {
    return slices
        .apply("ReadIds", readIds(dataset))
        .get(FoldRecords.PARTIALS)
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()))
        .apply("GroupIds", GroupByKey.create())
        .apply("FindRepeats", ParDo.of(new FindRepeats()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of()))
        .apply("RepeatsOfSlices", View.asMultimap());
  }

  private <R> ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> readIds(Dataset<R> typed) {
    int parts = partitions;
    String folder = temporaryFolder;
    String of = run;
    EventTimeWindows in = windows;
    boolean lake = forLake;
    return ParDo.of(
            new FoldRecords<>(
                typed,
                settings,
                lake,
                // The second pass counts the records and the rejects.
                () -> new IdFold<>(typed, parts, folder, in, ReadProgress.ofRun(of).ofBytesOnly()),
                null))
        .withOutputTags(FoldRecords.PARTIALS, TupleTagList.empty());
  }

  /** Finds the IDs of one partition that occur more than once. */
  private static final class FindRepeats
      extends DoFn<KV<Long, Iterable<byte[]>>, KV<String, byte[]>> {

    @ProcessElement
    public void processElement(
        @Element KV<Long, Iterable<byte[]>> chunks, OutputReceiver<KV<String, byte[]>> out) {
      FirstRecords first = new FirstRecords();
      try (ChunkReader reader = new ChunkReader()) {
        for (byte[] chunk : chunks.getValue()) {
          first.add(reader.entries(chunk));
        }
      }
      first.repeats.forEach(
          (slice, positions) ->
              out.output(KV.of(first.slices.get(slice), positions.toByteArray())));
    }
  }

  /** The first position of each ID, in the order of files and positions, not of time. */
  private static final class FirstRecords {
    private final List<String> slices = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, ByteOutput> repeats = new HashMap<>();
    private final IdTable ids = new IdTable();
    private final RecordId id = new RecordId();
    private int[] slice = new int[64];
    private long[] position = new long[64];

    void add(ByteInput chunk) {
      String name = chunk.readText();
      int in =
          numbers.computeIfAbsent(
              name,
              n -> {
                slices.add(n);
                return slices.size() - 1;
              });
      while (chunk.hasRemaining()) {
        id.unpack(chunk);
        add(in, chunk.readVarLong(), chunk.readLong());
      }
    }

    private void add(int inSlice, long atPosition, long withFingerprint) {
      int number = ids.add(id, withFingerprint);
      if (number >= 0) {
        if (number == slice.length) {
          slice = Arrays.copyOf(slice, 2 * number);
          position = Arrays.copyOf(position, 2 * number);
        }
        slice[number] = inSlice;
        position[number] = atPosition;
        return;
      }
      int before = -1 - number;
      boolean differs = ids.differs(before, withFingerprint);
      if (isEarlier(inSlice, atPosition, slice[before], position[before])) {
        repeat(slice[before], position[before], differs);
        slice[before] = inSlice;
        position[before] = atPosition;
        ids.replace(before, withFingerprint);
      } else {
        repeat(inSlice, atPosition, differs);
      }
    }

    private boolean isEarlier(int oneSlice, long one, int otherSlice, long other) {
      return oneSlice == otherSlice
          ? one < other
          : slices.get(oneSlice).compareTo(slices.get(otherSlice)) < 0;
    }

    private void repeat(int inSlice, long atPosition, boolean differs) {
      repeats
          .computeIfAbsent(inSlice, s -> new ByteOutput())
          .writeVarLong(2 * atPosition + (differs ? 1 : 0));
    }
  }
}
