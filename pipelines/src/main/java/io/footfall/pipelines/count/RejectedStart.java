package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;

/**
 * Checks the first records of a file after a run: if all are rejected, the options do not fit the
 * format of the file.
 */
final class RejectedStart<R> {
  private static final int RECORDS = 1000;

  private final Dataset<R> dataset;
  private final ReadSettings settings;

  private RejectedStart(Dataset<R> dataset, ReadSettings settings) {
    this.dataset = dataset;
    this.settings = settings;
  }

  static <R> RejectedStart<R> of(Dataset<R> dataset, ReadSettings settings) {
    return new RejectedStart<>(dataset, settings);
  }

  /** Returns whether the first records, at most 1,000, are all rejected. Reads no further. */
  boolean isIn(InputFile file) {
    try (SliceReader reader = SliceReader.ofFile(file, dataset.schema(), settings)) {
      RecordReader<R> records = RecordReader.of(dataset, reader, settings);
      int rejected = 0;
      while (rejected < RECORDS && records.next()) {
        if (records.fault() == null) {
          return false;
        }
        rejected++;
      }
      return rejected > 0;
    } catch (FootfallException e) {
      // The file was deleted, or its header is refused: the run has reported that.
      return false;
    }
  }
}
