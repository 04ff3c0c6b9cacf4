package io.footfall.transforms.backup;

import io.footfall.backup.BackupFolder;
import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.stream.RecordBlock;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps source records unmodified, in gzip files with the keys of Amazon Data Firehose ({@link
 * BackupFolder}). Reading a backup produces the same records.
 *
 * <p>There are two forms. Files, watched or not, are copied whole, because their header and their
 * layout belong to their records ({@link BackupFolder#copy}). Messages have neither and are small,
 * so thousands of them become the lines of one file ({@link io.footfall.backup.MessageBackup}).
 * Files of a bounded run are read from their list and not from the blocks that are counted: with a
 * second consumer, Flink would separate the source of the slices from the step that reads them.
 */
public final class BackUpSource {
  private BackUpSource() {}

  /**
   * Copies files, several at a time. The copies are under temporary names, in a directory of the
   * run; {@link io.footfall.transforms.count.CommitReport} renames them.
   *
   * @param files the files
   * @param folder where the copies go
   * @param run the run
   */
  public static PTransform<PBegin, PCollection<KV<Long, byte[]>>> ofFiles(
      List<InputFile> files, BackupFolder folder, ReportTarget run) {
    return new BackUpFiles(files, folder, run);
  }

  /**
   * Writes messages into files that cover one minute or a few megabytes, and emits the names of the
   * files. Each watched file is copied once.
   *
   * <p>Nothing is lost or duplicated: a file is written once the runner guarantees the same
   * messages after a failure, and its name is derived from them.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format
   */
  public static PTransform<PCollection<RecordBlock>, PCollection<String>> ofMessages(
      BackupFolder folder, Dataset<?> dataset, ReadSettings settings) {
    return new BackUpMessages(folder, dataset.schema(), settings, Duration.ofMinutes(1));
  }
}
