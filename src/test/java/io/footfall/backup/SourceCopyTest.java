package io.footfall.backup;

import static io.footfall.testing.Gzip.gzip;
import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.github.luben.zstd.Zstd;
import io.footfall.testing.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCopyTest {
  private static final byte[] TEXT = "user,url\n1,/\n2,/shoes".repeat(10_000).getBytes(UTF_8);

  @TempDir Path temp;

  private Path source(String name, byte[] content) throws IOException {
    return Files.write(temp.resolve(name), content);
  }

  private byte[] copy(Path source) throws IOException {
    Path to = Files.createDirectories(temp.resolve("to")).resolve("copy.gz");
    long bytes = SourceCopy.write(source.toString(), Files.size(source), to.toString());
    assertThat(Files.size(to), is(bytes));
    return Files.readAllBytes(to);
  }

  private static byte[] plain(byte[] gzip) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
  }

  @Test
  void plainTextIsCompressed() throws Exception {
    assertThat(plain(copy(source("a.csv", TEXT))), is(TEXT));
  }

  @Test
  void copiesGzipUnchangedUnderAnyName() throws Exception {
    byte[] gzip = gzip(TEXT);
    assertThat(copy(source("a.csv.gz", gzip)), is(gzip));
    assertThat(copy(source("a.csv", gzip)), is(gzip));
  }

  @Test
  void otherCompressionsBecomeGzip() throws Exception {
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(TEXT);
    }
    assertThat(plain(copy(source("a.csv.bz2", bzip2.toByteArray()))), is(TEXT));
    assertThat(plain(copy(source("a.csv.zst", Zstd.compress(TEXT)))), is(TEXT));
  }

  @Test
  void copiesAnEmptyFile() throws Exception {
    assertThat(plain(copy(source("a.csv", new byte[0]))), is(new byte[0]));
  }

  @Test
  void copiesToAnotherFileSystem() throws Exception {
    byte[] gzip = gzip(TEXT);
    Path source = source("a.csv.gz", gzip);
    String to = "objects://" + UUID.randomUUID() + "/copy.gz";
    SourceCopy.write(source.toString(), gzip.length, to);
    assertThat(ObjectStore.content(to), is(gzip));
  }

  @Test
  void refusesAFileThatHasGrown() throws Exception {
    Path source = source("a.csv", TEXT);
    assertThat(
        refusal(
            () -> SourceCopy.write(source.toString(), TEXT.length - 5, temp.resolve("c") + ".gz")),
        allOf(containsString("when the run began"), containsString("--backup")));
  }
}
