package io.footfall.source;

import io.footfall.source.InputFiles.InputFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the files of an input into bundles of slices, so that one large file and ten thousand
 * small ones both keep all workers busy.
 *
 * <p>Few large bundles repeat fewer keys, but other workers wait for the last one. Therefore each
 * bundle takes a fixed fraction of the rest (guided self-scheduling): the first are large, the last
 * are small.
 */
public final class SlicePlan {
  private static final long SMALLEST = 8L << 20;
  private static final long LARGEST = 1L << 30;
  private static final long LEAST = 1L << 20;
  private static final long SLICE = 64L << 20;
  // Opening a file and finding its header takes as long as reading this many bytes more.
  private static final long BYTES_PER_FILE = 64L << 10;
  // The DirectRunner copies what it has grouped under a key whenever another bundle adds to it.
  private static final int MOST_PARTS_PER_WORKER = 6;

  private SlicePlan() {}

  /**
   * Plans the work.
   *
   * @param workers number of bundles that run at the same time
   * @param unsplittable whether files must be read whole, because records can be too long to find
   *     their start from the middle
   * @return bundles of slices, the largest first; none is empty
   */
  public static List<List<FileSlice>> bundles(
      List<InputFile> files, int workers, boolean unsplittable) {
    long left = files.stream().mapToLong(file -> BYTES_PER_FILE + file.size()).sum();
    long least = Math.max(SMALLEST, left / ((long) MOST_PARTS_PER_WORKER * workers));
    List<List<FileSlice>> bundles = new ArrayList<>();
    List<FileSlice> bundle = new ArrayList<>();
    long room = share(left, workers, least);
    for (InputFile file : files) {
      long at = 0;
      do {
        boolean whole = !file.splittable() || unsplittable;
        long take =
            whole
                ? file.size()
                : Math.min(file.size() - at, Math.min(SLICE, Math.max(room, LEAST)));
        if (file.size() - at - take < LEAST) {
          take = file.size() - at;
        }
        long work = (at == 0 ? BYTES_PER_FILE : 0) + take;
        bundle.add(
            whole && !file.splittable()
                ? FileSlice.whole(file.name(), file.size())
                : new FileSlice(file.name(), at, at + take, file.size()));
        at += take;
        left -= work;
        room -= work;
        if (room <= 0) {
          bundles.add(bundle);
          bundle = new ArrayList<>();
          room = share(left, workers, least);
        }
      } while (at < file.size());
    }
    if (!bundle.isEmpty()) {
      bundles.add(bundle);
    }
    return bundles;
  }

  private static long share(long left, int workers, long least) {
    return Math.min(LARGEST, Math.max(least, left / (2L * workers)));
  }
}
