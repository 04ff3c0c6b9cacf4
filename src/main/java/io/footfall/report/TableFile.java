package io.footfall.report;

import io.footfall.bytes.ByteOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;

/** Writes the sorted file of a table from its runs, under a temporary name. */
final class TableFile {
  private static final int BUFFER_BYTES = 1 << 18;

  private TableFile() {}

  /**
   * Merges the runs into one file.
   *
   * @param keep how many first rows are wanted back
   * @return the first rows
   */
  static List<byte[]> write(Table table, List<SortedRun> runs, String file, int keep)
      throws IOException {
    List<byte[]> first = new ArrayList<>();
    OutputClaim.check(file);
    try (MergedRuns merged = new MergedRuns(table, runs);
        WritableByteChannel channel =
            FileSystems.create(FileSystems.matchNewResource(file, false), "text/csv")) {
      ByteOutput buffer = new ByteOutput(BUFFER_BYTES + (1 << 12));
      buffer.write((table.header() + "\n").getBytes(StandardCharsets.UTF_8));
      while (merged.hasRow()) {
        RunReader reader = merged.smallest();
        if (first.size() < keep) {
          first.add(reader.copyOfRow());
        }
        buffer.write(reader.row(), reader.rowFrom, reader.rowTo);
        if (buffer.size() >= BUFFER_BYTES) {
          flush(buffer, channel);
        }
        merged.advance();
      }
      flush(buffer, channel);
    }
    return first;
  }

  private static void flush(ByteOutput buffer, WritableByteChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer.array(), 0, buffer.size());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    buffer.reset();
  }
}
