package io.footfall.source;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.github.luben.zstd.ZstdOutputStream;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that expand to much more. */
class BombTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final int MEBIBYTES = 80;

  @TempDir Path temp;

  /** Wraps a file into a compressed stream. */
  @FunctionalInterface
  private interface Compression {
    OutputStream to(OutputStream file) throws IOException;
  }

  private static void fill(OutputStream out) throws IOException {
    for (int i = 0; i < MEBIBYTES; i++) {
      out.write(new byte[1 << 20]);
    }
  }

  private Path bomb(String name, Compression compression) throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    Path file = temp.resolve(name);
    try (OutputStream out = compression.to(Files.newOutputStream(file))) {
      out.write(
          "user_id,timestamp,url\nu,2024-03-01 10:00:00,/a\n".getBytes(StandardCharsets.UTF_8));
      fill(out);
      out.write("\nv,2024-03-01 10:00:00,/b\n".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static List<String> records(Path file) {
    List<String> records = new ArrayList<>();
    InputFiles.InputFile input = InputFiles.list(List.of(file.toString())).get(0);
    try (SliceReader reader = SliceReader.ofFile(input, VISITS.schema(), ReadSettings.defaults())) {
      RecordReader<?> read = RecordReader.of(VISITS, reader, ReadSettings.defaults());
      while (read.next()) {
        records.add(String.valueOf(read.fault()));
      }
    }
    return records;
  }

  @Test
  void rejectsTheRecordThatACompressedFileExpandsTo() throws IOException {
    List<Path> bombs =
        List.of(
            bomb("a.csv.gz", GZIPOutputStream::new),
            bomb("b.csv.bz2", BZip2CompressorOutputStream::new),
            bomb("c.csv.zst", ZstdOutputStream::new),
            bomb(
                "d.zip",
                file -> {
                  ZipOutputStream zip = new ZipOutputStream(file);
                  zip.putNextEntry(new ZipEntry("d.csv"));
                  return zip;
                }));
    for (Path bomb : bombs) {
      assertThat(
          bomb.toString(),
          records(bomb),
          is(List.of("null", RejectCode.RECORD_TOO_LARGE.name(), "null")));
    }
  }

  @Test
  void refusesAWorkbookThatExpandsManyTimes() throws IOException {
    Path file = temp.resolve("bomb.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
      zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
      fill(zip);
    }
    assertThat(
        refusal(() -> new SpreadsheetText("bomb.xlsx", file.toFile(), false, null).close()),
        allOf(
            containsString("its part xl/worksheets/sheet1.xml expands"),
            containsString("Save the sheet as CSV.")));
  }
}
