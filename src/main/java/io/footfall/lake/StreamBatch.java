package io.footfall.lake;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ContentId;
import io.footfall.dataset.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a batch of a stream's records with the counts of all records read. Its ID is derived from
 * its content, so the same records form the same batch, however often they are written.
 */
public final class StreamBatch {
  private static final int ID_BYTES = 16;

  private StreamBatch() {}

  /**
   * Writes and seals a batch: files by day and hour of the event.
   *
   * @param chunks the chunks of {@link HourChunks}, in any order
   * @param about the target, and the description of the run; its batch and run are not used
   * @return the seal
   */
  public static <R> Seal write(Dataset<R> dataset, List<byte[]> chunks, LakeTarget about)
      throws IOException {
    List<byte[]> sorted = new ArrayList<>(chunks);
    sorted.sort(Arrays::compareUnsigned);
    LakeTarget target = about.withBatch(id(sorted));
    Map<Long, List<byte[]>> hours = new TreeMap<>();
    sorted.forEach(
        chunk ->
            hours.computeIfAbsent(HourChunks.epochHour(chunk), h -> new ArrayList<>()).add(chunk));
    try (BatchWriter<R> writer = new BatchWriter<>(dataset, target)) {
      R row = dataset.row();
      Map<String, SourceCounts> counts = new TreeMap<>();
      for (List<byte[]> hour : hours.values()) {
        hour.forEach(chunk -> HourChunks.read(chunk, dataset, row, counts, writer::add));
        writer.endFiles();
      }
      writer.account(counts, Map.of());
      return writer.commit();
    }
  }

  private static String id(List<byte[]> sorted) {
    ContentId id = new ContentId();
    sorted.forEach(id::add);
    return id.hex(ID_BYTES);
  }
}
