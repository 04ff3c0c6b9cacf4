package io.footfall.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedRunsTest {
  private static final Table TABLE =
      new Table(
          "t",
          List.of(Table.key("key", Table.Type.TEXT), Table.value("text", Table.Type.TEXT)),
          0,
          ByteSlices::compareUnsigned);

  @TempDir Path folder;

  private record Row(long first, long second, String text) {
    static final Comparator<Row> ORDER =
        ((Comparator<Row>) (a, b) -> Long.compareUnsigned(a.first, b.first))
            .thenComparing((a, b) -> Long.compareUnsigned(a.second, b.second))
            .thenComparing(Row::text);
  }

  @BeforeEach
  void localFiles() {
    org.apache.beam.sdk.io.FileSystems.setDefaultPipelineOptions(
        org.apache.beam.sdk.options.PipelineOptionsFactory.create());
  }

  @Property(tries = 60)
  void rangesOneAfterTheOtherAreThePlainSort(
      @ForAll long seed, @ForAll @IntRange(max = 7) int runs, @ForAll @IntRange(max = 60) int kinds)
      throws IOException {
    org.apache.beam.sdk.io.FileSystems.setDefaultPipelineOptions(
        org.apache.beam.sdk.options.PipelineOptionsFactory.create());
    Path temporary = Files.createTempDirectory("runs");
    List<Row> all = new ArrayList<>();
    List<SortedRun> sorted = new ArrayList<>();
    Random random = new Random(seed);
    for (int r = 0; r < runs; r++) {
      List<Row> rows = rows(random, random.nextInt(3_000), kinds);
      all.addAll(rows);
      sorted.add(r % 2 == 0 ? run(rows, temporary) : scratchRun(rows, 1 << random.nextInt(20)));
    }
    all.sort(Row.ORDER);

    for (long bytes : new long[] {Long.MAX_VALUE, 200_000, 1}) {
      List<String> merged = new ArrayList<>();
      for (KeyRange range : KeyRange.cut(sorted, bytes)) {
        merged.addAll(texts(range, sorted));
      }
      assertThat(merged, is(all.stream().map(Row::text).toList()));
    }
    try (Stream<Path> files = Files.list(temporary)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(temporary);
  }

  /**
   * Long rows, so that a run has many blocks; few distinct numbers, so that blocks start with
   * repeated ones.
   */
  private static List<Row> rows(Random random, int count, int kinds) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          new Row(
              random.nextInt(kinds + 1) - (kinds >> 1),
              random.nextInt(3) - 1L,
              String.format("%08x", random.nextInt()) + "-".repeat(random.nextInt(600))));
    }
    rows.sort(Row.ORDER);
    return rows;
  }

  private static SortedRun run(List<Row> rows, Path temporary) {
    return repacked(run(rows, new RunWriter(0, temporary + "/")));
  }

  private static SortedRun scratchRun(List<Row> rows, int inlineBytes) {
    return run(rows, new RunWriter(0, inlineBytes));
  }

  private static SortedRun run(List<Row> rows, RunWriter writer) {
    for (Row row : rows) {
      writer.row().write((row.text + "\n").getBytes(StandardCharsets.UTF_8));
      writer.end(row.first, row.second);
    }
    return writer.finish();
  }

  private static SortedRun repacked(SortedRun run) {
    ByteOutput packed = new ByteOutput();
    run.pack(packed);
    return SortedRun.unpack(new ByteInput(packed.toByteArray()));
  }

  @Test
  void carriesTheRowsOfAScratchFileToAnotherProcess() throws IOException {
    List<Row> rows = rows(new Random(3), 500, 40);
    SortedRun run = scratchRun(rows, 100);
    SortedRun unpacked = repacked(run);
    assertThat(run.scratch(), is(notNullValue()));
    assertThat(unpacked.scratch(), is(nullValue()));
    assertThat(texts(KeyRange.ALL, List.of(unpacked)), is(rows.stream().map(Row::text).toList()));
    assertThat(texts(KeyRange.ALL, List.of(run)), is(rows.stream().map(Row::text).toList()));
  }

  private static List<String> texts(KeyRange range, List<SortedRun> runs) throws IOException {
    List<String> texts = new ArrayList<>();
    try (MergedRuns merged = MergedRuns.in(range, TABLE, runs)) {
      for (; merged.hasRow(); merged.advance()) {
        texts.add(new String(merged.copyOfRow(), StandardCharsets.UTF_8).strip());
      }
    }
    return texts;
  }

  @Test
  void largeTableHasTheOrderOfASmallOne() throws IOException {
    Random random = new Random(1);
    List<Row> all = new ArrayList<>();
    List<SortedRun> runs = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      List<Row> rows = rows(random, 20_000, 40);
      all.addAll(rows);
      runs.add(run(rows, folder));
    }
    all.sort(Row.ORDER);
    assertThat(KeyRange.cut(runs, 4 << 20).size(), greaterThan(2));

    List<byte[]> first = TableFile.write(TABLE, runs, folder + "/t.csv", 2);

    List<String> lines = new ArrayList<>(List.of("key,text"));
    all.forEach(row -> lines.add(row.text));
    assertThat(Files.readAllLines(folder.resolve("t.csv")), equalTo(lines));
    assertThat(
        first.stream().map(row -> new String(row, StandardCharsets.UTF_8)).toList(),
        contains(all.get(0).text + "\n", all.get(1).text + "\n"));
  }

  @Test
  void tableWithoutRowsHasOnlyAHeader() throws IOException {
    assertThat(TableFile.write(TABLE, List.of(), folder + "/t.csv", 5), is(empty()));
    assertThat(Files.readString(folder.resolve("t.csv")), is("key,text\n"));
  }

  @Test
  void rowsWithoutADifferenceAreOneRangeOfAnySize() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      rows.add(new Row(7, 7, String.format("%08d", i) + "-".repeat(500)));
    }
    SortedRun run = run(rows, folder);
    assertThat(KeyRange.cut(List.of(run), 4 << 20), contains(KeyRange.ALL));

    var unused = TableFile.write(TABLE, List.of(run), folder + "/t.csv", 0);

    List<String> lines = new ArrayList<>(List.of("key,text"));
    rows.forEach(row -> lines.add(row.text));
    assertThat(Files.readAllLines(folder.resolve("t.csv")), equalTo(lines));
  }
}
