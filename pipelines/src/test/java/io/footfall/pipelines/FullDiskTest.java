package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullDiskTest {
  private static String advice(String file, String... args) {
    return new FullDisk(Path.of(file)).advice(List.of(args));
  }

  @Test
  void namesTheOptionWhoseDirectoryIsFull() {
    String[] args = {"visits", "--output=/data/out", "--lake", "/data/out/lake", "--rejects=r"};
    assertThat(
        advice("/data/out/urls.csv", args),
        is("Free some space there, or choose another directory with --output."));
    assertThat(
        advice("/data/out/lake/visits/x.parquet", args),
        is("Free some space there, or choose another directory with --lake."));
    assertThat(
        advice(Path.of("r/2024/x.gz").toAbsolutePath().toString(), args),
        is("Free some space there, or choose another directory with --rejects."));
    assertThat(
        advice("/data/out/urls.csv", "visits", "-o", "/data/out"),
        is("Free some space there, or choose another directory with -o."));
  }

  @Test
  void namesTheTemporaryDirectoryAndNoOptionForOthers() {
    assertThat(
        advice(System.getProperty("java.io.tmpdir") + "/footfall-1/run", "--output=/data/out"),
        is(
            "Free some space there, or choose another directory with"
                + " FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY."));
    assertThat(advice("/elsewhere/file", "--output=/data/out"), is("Free some space there."));
  }

  @Test
  void isTheCauseOfAFailureOnlyWithoutSpace() {
    FileSystemException full = new FileSystemException("/data/x", null, "No space left on device");
    assertThat(
        FullDisk.cause(new IllegalStateException(new UncheckedIOException(full))),
        is(Optional.of(new FullDisk(Path.of("/data/x")))));
    assertThat(
        FullDisk.cause(new FileSystemException("/data/x", null, "Input/output error")),
        is(Optional.empty()));
    assertThat(FullDisk.cause(new IOException("No space left on device")), is(Optional.empty()));
  }
}
