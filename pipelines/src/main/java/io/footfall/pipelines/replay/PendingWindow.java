package io.footfall.pipelines.replay;

import io.footfall.lake.LakeFile;
import io.footfall.report.WindowFiles;
import io.footfall.report.WindowState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A window with replayed records that it does not include yet.
 *
 * @param startMillis its start, in milliseconds since the epoch
 * @param endMillis its end
 * @param state the result that the stream has written; null if the window does not exist
 * @param folder the name of its directory
 * @param news the number of records of each batch that the window does not include
 */
record PendingWindow(
    long startMillis,
    long endMillis,
    @Nullable WindowState state,
    String folder,
    NavigableMap<String, Long> news) {

  /** Returns a window of the stream, without records yet. */
  static PendingWindow of(WindowState state) {
    return new PendingWindow(
        state.startMillis(), state.endMillis(), state, state.folder(), new TreeMap<>());
  }

  /** Returns a window that the stream has not written, without records yet. */
  static PendingWindow between(long startMillis, long endMillis, ZoneId zone) {
    return new PendingWindow(
        startMillis,
        endMillis,
        null,
        WindowFiles.folder(startMillis, endMillis, zone),
        new TreeMap<>());
  }

  /** Counts a record of a batch unless the window includes the batch. */
  void add(String batch) {
    if (state == null || !state.counts().containsKey(batch)) {
      news.merge(batch, 1L, Long::sum);
    }
  }

  /** Returns the number of records that the window does not include. */
  long records() {
    return news.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns whether a file may have its records: a record's day differs from its UTC day by at most
   * one.
   */
  boolean mayBeIn(LakeFile file) {
    return !file.date().isBefore(utcDay(startMillis).minusDays(1))
        && !file.date().isAfter(utcDay(endMillis - 1).plusDays(1));
  }

  private static LocalDate utcDay(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /** Returns why the window is not changed. */
  WindowUpdate.Left left(WindowUpdate.Reason reason, String found) {
    return new WindowUpdate.Left(folder, reason, found, records());
  }
}
