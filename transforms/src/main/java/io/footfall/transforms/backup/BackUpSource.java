package io.footfall.transforms.backup;

import io.footfall.backup.BackedUpFile;
import io.footfall.backup.BackupFolder;
import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.stream.MessageBatch;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps source records untransformed, in files of gzip whose keys are those of Amazon Data Firehose
 * ({@link BackupFolder}). Reading a backup again gives the records that were read the first time.
 */
public final class BackUpSource {
  private BackUpSource() {}

  /**
   * Copies files, several at a time. The copies are under temporary names, in a folder of the run;
   * who commits the run renames them.
   *
   * @param files the files
   * @param folder where the copies go
   * @param run the run
   */
  public static PTransform<PBegin, PCollection<BackedUpFile>> ofFiles(
      List<InputFile> files, BackupFolder folder, ReportTarget run) {
    return new BackUpFiles(files, folder, run);
  }

  /**
   * Writes messages into files, as many into each as come in a minute, or some megabytes. What it
   * gives is the names of the files. Of files that are watched it copies each, once.
   *
   * <p>Nothing is lost and nothing is there twice: a file is written once the runner has made sure
   * that after a failure it would have the same messages, and it is named after them.
   *
   * @param dataset the dataset whose records the messages have
   * @param settings how they are written
   */
  public static PTransform<PCollection<MessageBatch>, PCollection<String>> ofMessages(
      BackupFolder folder, Dataset<?> dataset, ReadSettings settings) {
    return new BackUpMessages(folder, dataset.schema(), settings, Duration.ofMinutes(1));
  }
}
