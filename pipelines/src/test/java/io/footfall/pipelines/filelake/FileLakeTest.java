package io.footfall.pipelines.filelake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileLakeTest {
  @Test
  void isDeletedWhenItIsClosed() {
    Path lake;
    try (FileLake files =
        FileLake.of(
            new FileSettings(
                List.of("src/samples/visits.csv"), List.of(), Optional.empty(), Map.of()))) {
      lake = Path.of(files.lake());
      assertThat(Files.exists(lake), is(true));
      assertThat(files.read(), is(48L));
      assertThat(files.rejected(), is(3L));
    }
    assertThat(Files.exists(lake.getParent()), is(false));
  }
}
