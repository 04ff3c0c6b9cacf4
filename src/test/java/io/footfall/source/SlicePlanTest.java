package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.footfall.source.InputFiles.InputFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
  private static final long MIB = 1 << 20;
  // Approximate cost of opening a file, in bytes; measured, not part of the contract.
  private static final long OPENING = 64 << 10;

  private static List<InputFile> files(int count, long size, boolean splittable) {
    return IntStream.range(0, count)
        .mapToObj(i -> new InputFile("file-" + i, size, splittable))
        .toList();
  }

  /**
   * Returns the relative finish time of the slowest worker, if each takes the next bundle when it
   * is free.
   */
  private static double slowestOverIdeal(List<List<FileSlice>> bundles, int workers) {
    PriorityQueue<Long> busyUntil = new PriorityQueue<>(Collections.nCopies(workers, 0L));
    long total = 0;
    long last = 0;
    for (List<FileSlice> bundle : bundles) {
      long work = bundle.stream().mapToLong(s -> s.length() + (s.from() == 0 ? OPENING : 0)).sum();
      long done = busyUntil.remove() + work;
      busyUntil.add(done);
      total += work;
      last = Math.max(last, done);
    }
    return last / ((double) total / workers);
  }

  @Test
  void splitsALargeFileAmongAllWorkers() {
    for (int workers : new int[] {2, 4, 8, 32}) {
      List<List<FileSlice>> bundles = SlicePlan.bundles(files(1, 2000 * MIB, true), workers, false);
      assertThat(slowestOverIdeal(bundles, workers), lessThan(1.25));
    }
  }

  @Test
  void tenThousandSmallFilesKeepAllWorkersBusy() {
    for (long size : new long[] {0, 100, 1000, 100_000}) {
      List<List<FileSlice>> bundles = SlicePlan.bundles(files(10_000, size, true), 2, false);
      assertThat("files of " + size + " bytes", slowestOverIdeal(bundles, 2), lessThan(1.1));
    }
  }

  @Test
  void tenThousandSmallCompressedFilesKeepAllWorkersBusy() {
    List<List<FileSlice>> bundles = SlicePlan.bundles(files(10_000, 500, false), 2, false);
    assertThat(slowestOverIdeal(bundles, 2), lessThan(1.1));
  }

  @Test
  void smallFilesAreNotABundleEach() {
    assertThat(SlicePlan.bundles(files(10_000, 1000, true), 2, false).size(), lessThan(50));
    assertThat(SlicePlan.bundles(files(20, 1000, true), 2, false).size(), is(1));
  }

  @Test
  void unsplittableFileIsOneSlice() {
    List<FileSlice> slices =
        SlicePlan.bundles(files(3, 500 * MIB, false), 2, false).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(slices.size(), is(3));
    slices.forEach(slice -> assertThat(slice.isStream(), is(true)));
  }

  @Test
  void withoutSplitsEveryFileIsOneSlice() {
    List<FileSlice> slices =
        SlicePlan.bundles(files(3, 500 * MIB, true), 2, true).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(
        slices.stream().map(FileSlice::length).toList(),
        is(List.of(500 * MIB, 500 * MIB, 500 * MIB)));
  }

  @Test
  void plansASliceForAnEmptyFile() {
    List<List<FileSlice>> bundles = SlicePlan.bundles(files(1, 0, true), 2, false);
    assertThat(bundles, is(List.of(List.of(new FileSlice("file-0", 0, 0, 0)))));
  }

  @Property(tries = 500)
  void assignsEachByteToOneSlice(
      @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = 3L << 30) Long> sizes,
      @ForAll @IntRange(min = 1, max = 64) int workers,
      @ForAll boolean splittable) {
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      files.add(new InputFile("file-" + i, sizes.get(i), splittable));
    }
    List<List<FileSlice>> bundles = SlicePlan.bundles(files, workers, false);
    bundles.forEach(bundle -> assertThat(bundle, is(not(empty()))));
    List<FileSlice> slices = bundles.stream().flatMap(List::stream).toList();
    for (InputFile file : files) {
      List<FileSlice> ofFile = slices.stream().filter(s -> s.file().equals(file.name())).toList();
      assertThat(ofFile.size(), greaterThan(0));
      long at = 0;
      for (FileSlice slice : ofFile) {
        assertThat(slice.from(), is(at));
        assertThat(slice.fileSize(), is(file.size()));
        at += slice.length();
        // Each boundary costs reading the bytes before it.
        assertThat(slice.length() >= MIB || at == file.size(), is(true));
      }
      assertThat(at, is(file.size()));
    }
  }
}
