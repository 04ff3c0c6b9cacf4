package io.footfall.report;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ContentId;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectFile;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** A file with a batch of a stream's rejects, named after its content. */
public final class RejectBatchFile {
  private static final int ID_BYTES = 12;
  private static final String WRITING = ".writing-";
  private static final Comparator<Reject> BY_ARRIVAL =
      Comparator.comparingLong(Reject::arrivalMillis)
          .thenComparing(Reject::source)
          .thenComparing(reject -> String.valueOf(reject.sequenceNumber()))
          .thenComparingLong(Reject::offset);

  private RejectBatchFile() {}

  /**
   * Writes a batch. The same records have the same file in any order, so writing them again
   * duplicates nothing.
   *
   * @param rejects at least one
   * @param dataset the dataset's name
   * @param folder the folder of rejects
   * @return the file
   */
  public static String write(List<Reject> rejects, String dataset, String folder)
      throws IOException {
    List<Reject> sorted = rejects.stream().sorted(BY_ARRIVAL).toList();
    long arrived = sorted.get(sorted.size() - 1).arrivalMillis();
    String top = OutputFiles.directory(folder);
    String file = top + RejectFile.path(dataset, Instant.ofEpochMilli(arrived), id(sorted));
    int name = file.lastIndexOf('/') + 1;
    long now = System.currentTimeMillis();
    OutputFiles.deleteAbandoned(file.substring(0, name), WRITING);
    OutputFiles.replace(
        file,
        file.substring(0, name) + WRITING + UUID.randomUUID(),
        plain -> {
          try (OutputStream out = FirehoseFile.gzip(plain)) {
            for (Reject reject : sorted) {
              RejectFile.write(reject, now, out);
            }
          }
        });
    return file;
  }

  private static String id(List<Reject> rejects) {
    ContentId id = new ContentId();
    for (Reject reject : rejects) {
      ByteOutput packed = new ByteOutput();
      reject.pack(packed);
      id.add(packed);
    }
    return id.hex(ID_BYTES);
  }
}
