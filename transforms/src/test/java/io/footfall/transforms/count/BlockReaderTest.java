package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.records.ReadSettings;
import io.footfall.source.FileSlice;
import io.footfall.source.ReadProgress;
import io.footfall.stream.RecordBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockReaderTest {
  private static final String HEADER = "user_id,timestamp,url\n";
  private static final String VISIT = "1,2024-03-01 10:00:00,/a\n";

  @TempDir Path temp;

  private static <R> void read(Dataset<R> dataset, FileSlice slice, ReadProgress progress) {
    BlockReader<R> blocks = new BlockReader<>(dataset, ReadSettings.defaults(), false, progress);
    blocks.read(
        RecordBlock.of(slice),
        passage -> {
          while (passage.next()) {
            passage.records.fault();
          }
        });
  }

  @Test
  void progressCountsNeitherHeadersNorBlankLines() throws IOException {
    int records = 40_000;
    Path file =
        Files.writeString(
            temp.resolve("a.csv"),
            HEADER + VISIT.repeat(records / 2) + "\n" + HEADER + VISIT.repeat(records / 2));
    long size = Files.size(file);
    ReadProgress progress = new ReadProgress();
    int slices = 6;
    for (int i = 0; i < slices; i++) {
      read(
          Datasets.named("visits", ZoneOffset.UTC),
          new FileSlice(file.toString(), i * size / slices, (i + 1) * size / slices, size),
          progress);
    }
    assertThat(progress.records().sum(), is((long) records));
  }
}
