package io.footfall.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {
  @TempDir Path folder;

  @Test
  void readsWhatItAppended() throws IOException {
    try (ScratchFile file = ScratchFile.in(folder)) {
      file.append("first".getBytes(StandardCharsets.UTF_8), 5);
      file.append("second, cut".getBytes(StandardCharsets.UTF_8), 6);
      assertThat(file.size(), is(11L));
      assertThat(new String(file.read(5, 6), StandardCharsets.UTF_8), is("second"));
      assertThat(new String(file.read(0, 11), StandardCharsets.UTF_8), is("firstsecond"));
      assertThat(file.read(11, ByteBuffer.allocate(1)), is(-1));
      assertThrows(UncheckedIOException.class, () -> file.read(8, 4));
    }
  }

  @Test
  void hasNoNameWhileItIsOpen() throws IOException {
    try (ScratchFile file = ScratchFile.in(folder);
        Stream<Path> names = Files.list(folder)) {
      file.append(new byte[100], 100);
      assertThat(names.count(), is(0L));
    }
  }

  @Test
  void namesTheOptionIfTheDirectoryCannotBeUsed() {
    UncheckedIOException failure =
        assertThrows(UncheckedIOException.class, () -> ScratchFile.in(folder.resolve("missing")));
    assertThat(failure.getMessage().contains("-Djava.io.tmpdir="), is(true));
  }
}
