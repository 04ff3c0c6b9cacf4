package io.footfall.lake;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Parquet file of the lake.
 *
 * @param path relative to the dataset's folder, such as {@code date=2024-03-01/a-00000.parquet}
 * @param date the day of all its records
 * @param rows the number of records
 * @param bytes the size in bytes
 * @param batches the batches of its records: one, or several after a compaction
 */
public record LakeFile(String path, LocalDate date, long rows, long bytes, List<String> batches) {
  /** Prefix of the directories of days. */
  public static final String PARTITION = "date=";

  /** The pattern of a path, which cannot lead out of the dataset's directory. */
  static final Pattern PATH =
      Pattern.compile(PARTITION + "\\d{4}-\\d\\d-\\d\\d/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.parquet");

  /** Copies the list. */
  public LakeFile {
    batches = List.copyOf(batches);
  }
}
