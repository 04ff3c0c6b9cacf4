package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCheckpointsTest {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final String TEMPORARY = "java.io.tmpdir";

  @TempDir Path temp;

  private final String before = System.getProperty(TEMPORARY);

  @BeforeEach
  void moveTheTemporaryDirectory() {
    System.setProperty(TEMPORARY, temp.resolve("tmp").toString());
  }

  @AfterEach
  void moveItBack() {
    System.setProperty(TEMPORARY, before);
  }

  private Path checkpoint(String name, int seconds) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Path metadata = Files.createFile(folder.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.from(START.plusSeconds(seconds)));
    return folder;
  }

  private Optional<String> newest(String storage) {
    return new KeptCheckpoints(storage, START).newest();
  }

  @Test
  void findsTheNewestCompleteCheckpointOfTheRun() throws Exception {
    checkpoint("kept/earlier/chk-99", -1);
    checkpoint("kept/job/chk-9", 9);
    Path newest = checkpoint("kept/job/chk-10", 10);
    Files.createDirectories(temp.resolve("kept/job/chk-11"));
    Optional<String> expected = Optional.of(newest.toUri().toString());
    assertThat(newest(temp.resolve("kept").toUri().toString()), is(expected));
    assertThat(newest(temp.resolve("kept").toString()), is(expected));
  }

  @Test
  void findsNoneThatEndsWithTheProcessOrIsElsewhere() throws Exception {
    checkpoint("tmp/checkpoints/job/chk-1", 1);
    assertThat(newest(temp.resolve("tmp/checkpoints").toUri().toString()), is(Optional.empty()));
    assertThat(newest("s3://bucket/checkpoints"), is(Optional.empty()));
    assertThat(newest(temp.resolve("none").toString()), is(Optional.empty()));
  }
}
