package io.footfall.files;

import static io.footfall.testing.Thrown.messageOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OutputFilesTest {
  private final String folder = "objects://" + UUID.randomUUID() + "/";

  @BeforeAll
  static void findTheStore() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private List<String> put(int files) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      names.add(folder + (files - i));
      ObjectStore.put(names.get(i), Integer.toString(i).getBytes(UTF_8));
    }
    return names;
  }

  @Test
  void readsFilesInParallelAndReturnsThemInOrder() throws Exception {
    List<byte[]> contents = OutputFiles.readAll(put(100));
    assertThat(contents, hasSize(100));
    for (int i = 0; i < 100; i++) {
      assertThat(new String(contents.get(i), UTF_8), is(Integer.toString(i)));
    }
  }

  @Test
  void failsIfOneFileIsMissing() {
    List<String> names = put(100);
    names.set(50, folder + "none");
    assertThat(
        messageOf(IOException.class, () -> OutputFiles.readAll(names)),
        containsString(folder + "none"));
  }

  @Test
  void keepsFilesOfUnknownAge() throws Exception {
    String dead = folder + ".footfall-dead/1";
    ObjectStore.put(dead, new byte[1]); // This store has no modification times.
    Instant time = Instant.now().plusSeconds(60);
    assertThat(OutputFiles.untouchedSince(folder + ".footfall-dead/", time), is(empty()));
    OutputFiles.deleteTemporaryFolders(folder, ".footfall-", "running*", time);
    assertThat(ObjectStore.names(folder), is(List.of(dead)));
  }
}
