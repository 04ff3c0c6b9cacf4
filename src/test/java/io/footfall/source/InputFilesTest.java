package io.footfall.source;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.source.InputFiles.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {

  @TempDir Path temp;

  @BeforeEach
  void makeFiles() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    for (String name :
        List.of(
            "a.csv",
            "b.csv",
            "c.csv.gz",
            ".hidden.csv",
            "_SUCCESS",
            "2024/01/x.csv",
            "2024/02/x.csv",
            "2024/02/y.txt",
            "2024/.old/x.csv",
            "odd [1]/{x}.csv")) {
      Path file = temp.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    Files.createDirectories(temp.resolve("empty"));
  }

  /** Java's file API keeps the bytes of such a name in a path, but not in its text. */
  @Test
  void reportsTheFileWhoseNameIsNotValidText() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("latin"));
    Files.writeString(folder.resolve("good.csv"), "");
    Process created =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'caf\\351.csv')\"")
            .directory(folder.toFile())
            .start();
    assertThat(created.waitFor(), is(0));

    assertThat(
        refusal(() -> found("latin")),
        allOf(
            containsString("The name of the file " + folder + "/caf"),
            containsString("Rename it")));
  }

  /** The names found, relative to the test's folder. */
  private List<String> found(String... inputs) {
    List<String> absolute =
        Arrays.stream(inputs).map(input -> input.isEmpty() ? input : temp + "/" + input).toList();
    return InputFiles.list(absolute).stream()
        .map(InputFile::name)
        .map(name -> temp.relativize(Path.of(name)).toString())
        .toList();
  }

  private FootfallException refused(String... inputs) {
    return assertThrows(FootfallException.class, () -> found(inputs));
  }

  @Test
  void acceptsAFile() {
    assertThat(found("a.csv"), is(List.of("a.csv")));
    assertThat(found("2024/../a.csv"), is(List.of("a.csv")));
    assertThat(found("odd [1]/{x}.csv"), is(List.of("odd [1]/{x}.csv")));
  }

  @Test
  void acceptsAFileUrl() {
    for (String scheme : List.of("file:", "file://")) {
      assertThat(
          InputFiles.list(List.of(scheme + temp + "/a.csv")).get(0).name(),
          is(temp.resolve("a.csv").toString()));
    }
  }

  @Test
  void findsFilesBelowADirectoryExceptHiddenOnes() {
    assertThat(
        found("."),
        is(
            List.of(
                "2024/01/x.csv",
                "2024/02/x.csv",
                "2024/02/y.txt",
                "a.csv",
                "b.csv",
                "c.csv.gz",
                "odd [1]/{x}.csv")));
    assertThat(found("2024/02/"), is(List.of("2024/02/x.csv", "2024/02/y.txt")));
  }

  @Test
  void wildcardsStopAtASlash() {
    assertThat(found("*.csv"), is(List.of("a.csv", "b.csv")));
    assertThat(found("?.csv*"), is(List.of("a.csv", "b.csv", "c.csv.gz")));
    assertThat(found("2024/*/x.csv"), is(List.of("2024/01/x.csv", "2024/02/x.csv")));
    assertThat(found("*/02/*"), is(List.of("2024/02/x.csv", "2024/02/y.txt")));
  }

  @Test
  void refusesATarThatEndsWithinAnEntry() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(written)) {
      for (String name : List.of("1.csv", "2.csv")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(600);
        out.putArchiveEntry(entry);
        out.write(new byte[600]);
        out.closeArchiveEntry();
      }
    }
    byte[] tar = written.toByteArray();
    Path file = temp.resolve("cut.tar");
    // Within the padding of the first entry, the header of the second, and the padding of that.
    for (int length : List.of(1200, 1537, 2000, 3000)) {
      Files.write(file, Arrays.copyOf(tar, length));
      FootfallException refused =
          assertThrows(FootfallException.class, () -> InputFiles.list(List.of(file.toString())));
      assertThat(refused.kind(), is(Kind.IO));
      assertThat(refused.getMessage(), containsString("Use a complete copy of the file."));
    }
    // Some programs write no end, and some files have more behind it.
    for (int length : List.of(3072, 3584, tar.length, tar.length + 1)) {
      Files.write(file, Arrays.copyOf(tar, length));
      assertThat(InputFiles.list(List.of(file.toString())).size(), is(2));
    }
  }

  @Test
  void doubleStarCrossesDirectories() {
    assertThat(found("2024/**.csv"), is(List.of("2024/01/x.csv", "2024/02/x.csv")));
    assertThat(found("**/y.txt"), is(List.of("2024/02/y.txt")));
  }

  @Test
  void choicesInBracketsAndBraces() {
    assertThat(found("[a-b].csv"), is(List.of("a.csv", "b.csv")));
    assertThat(found("{b,z}.csv"), is(List.of("b.csv")));
    assertThat(found("{2024/01/x,b}.csv"), is(List.of("2024/01/x.csv", "b.csv")));
  }

  @Test
  void findsHiddenFilesOnlyIfTheGlobHasTheDot() {
    assertThat(found(".h*"), is(List.of(".hidden.csv")));
    assertThat(found("2024/.old/*"), is(List.of("2024/.old/x.csv")));
  }

  @Test
  void severalInputsAreReadInTheirOrderAndNoFileTwice() {
    assertThat(found("b.csv", "2024/01", "*.csv"), is(List.of("b.csv", "2024/01/x.csv", "a.csv")));
  }

  @Test
  void compressedFilesAreNotCut() {
    assertThat(
        InputFiles.list(List.of(temp + "/?.csv*")).stream().map(InputFile::splittable).toList(),
        is(List.of(true, true, false)));
  }

  @Test
  void missingFileIsStatus66() {
    for (String input : List.of("none.csv", "none/a.csv", "a.csv/b.csv", "*.parquet", "empty")) {
      FootfallException refused = refused("a.csv", input);
      assertThat(refused.kind(), is(Kind.NO_INPUT));
      assertThat(refused.getMessage(), containsString(temp + "/" + input));
      assertThat(refused.getMessage(), containsString("Check the path."));
    }
  }

  /** Beam's local file system would search the whole disk. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void globVisitsOnlyMatchingDirectories() {
    for (String input : List.of("/no-such-file-*.csv", "/*/no-such-file-*.csv", "/none-*/a.csv")) {
      assertThat(
          assertThrows(FootfallException.class, () -> InputFiles.list(List.of(input))).kind(),
          is(Kind.NO_INPUT));
    }
  }

  @Test
  void refusesAnEmptyName() {
    for (List<String> inputs : List.of(List.of(""), List.of(temp + "/a.csv", " "))) {
      FootfallException refused =
          assertThrows(FootfallException.class, () -> InputFiles.list(inputs));
      assertThat(refused.kind(), is(Kind.USAGE));
      assertThat(refused.getMessage(), containsString("--input"));
    }
  }

  @Test
  void refusesAMalformedGlob() {
    FootfallException refused = refused("[a.csv");
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("--input"));
  }

  @Test
  void refusesAnUnknownScheme() {
    FootfallException refused =
        assertThrows(
            FootfallException.class, () -> InputFiles.list(List.of("nowhere://bucket/a.csv")));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("nowhere"));
  }
}
