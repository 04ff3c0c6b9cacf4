package io.footfall.lake;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A batch of a stream's records, named after what is in it: the same records are the same batch,
 * however often they are written.
 */
public final class StreamBatch {
  private static final int ID_BYTES = 16;
  private static final long MEMORY = 1L << 26;

  /** In front of what {@link StagedFileWriter} reads, {@link DayRowGroups} puts two bytes. */
  private static final int HEAD_BYTES = 2;

  private StreamBatch() {}

  /**
   * Writes and seals a batch: files by day and hour of the event.
   *
   * @param chunks what {@link HourChunks} has given, in any order
   * @param about where, and what the seal says of the run; its batch and its run are not used
   * @return the seal
   */
  public static <R> Seal write(Dataset<R> dataset, List<byte[]> chunks, LakeTarget about)
      throws IOException {
    List<byte[]> sorted = new ArrayList<>(chunks);
    sorted.sort(Arrays::compareUnsigned);
    LakeTarget target = about.withBatch(id(sorted));
    BatchCommit commit = new BatchCommit(target);
    Map<Long, List<byte[]>> hours = new TreeMap<>();
    sorted.forEach(
        chunk ->
            hours.computeIfAbsent(HourChunks.epochHour(chunk), h -> new ArrayList<>()).add(chunk));
    for (List<byte[]> hour : hours.values()) {
      stage(dataset, hour, target, commit);
    }
    return commit.commit();
  }

  private static <R> void stage(
      Dataset<R> dataset, List<byte[]> hour, LakeTarget target, BatchCommit commit)
      throws IOException {
    Map<Integer, StagedFileWriter> days = new HashMap<>();
    try (DayRowGroups<R> groups =
        new DayRowGroups<>(
            dataset.lake(),
            target.batch(),
            MEMORY,
            (day, chunk) ->
                append(
                    days.computeIfAbsent(
                        day,
                        d -> new StagedFileWriter(dataset.lake().schema(), target, d, commit::add)),
                    chunk))) {
      R row = dataset.row();
      for (byte[] chunk : hour) {
        HourChunks.read(chunk, dataset, row, groups::add);
      }
      groups.drain();
    }
    for (StagedFileWriter day : days.values()) {
      day.finish();
    }
  }

  private static void append(StagedFileWriter to, byte[] chunk) {
    byte[] withSlack = Arrays.copyOf(chunk, chunk.length + 2 * ByteSlices.SLACK);
    try {
      to.append(new ByteInput(withSlack, HEAD_BYTES, chunk.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(List<byte[]> sorted) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] chunk : sorted) {
        digest.update(chunk);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
