package io.footfall.transforms.backup;

import io.footfall.backup.BackedUpFile;
import io.footfall.backup.BackupFolder;
import io.footfall.report.ReportPart;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.read.ReadRecords;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps the files of a run unmodified, in gzip files with the keys of Amazon Data Firehose ({@link
 * BackupFolder}). Reading a backup produces the same records. Copies several files at a time under
 * temporary names, and emits the parts with which {@link io.footfall.transforms.count.CommitReport}
 * renames them.
 *
 * <p>It reads the list of files and not the blocks that are counted: with a second consumer, Flink
 * would separate the source of the slices from the step that reads them.
 */
public final class BackUpFiles extends PTransform<PBegin, PCollection<KV<Long, byte[]>>> {
  /** Minimum number of parts of the files; parts cost nothing here. */
  private static final int WORKERS = 64;

  private final List<InputFile> files;
  private final BackupFolder folder;
  private final ReportTarget run;

  private BackUpFiles(List<InputFile> files, BackupFolder folder, ReportTarget run) {
    this.files = List.copyOf(files);
    this.folder = folder;
    this.run = run;
  }

  /**
   * Returns a transform that copies files.
   *
   * @param folder the folder for the copies
   * @param run the run that commits them
   */
  public static BackUpFiles of(List<InputFile> files, BackupFolder folder, ReportTarget run) {
    return new BackUpFiles(files, folder, run);
  }

  @Override
  public PCollection<KV<Long, byte[]>> expand(PBegin input) {
    return input
        .apply("TakeFiles", ReadRecords.fromFiles(files).withWorkers(WORKERS).withoutSplits())
        .apply("CopyFiles", ParDo.of(new CopyFile(folder, run)))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
  }

  private static final class CopyFile extends DoFn<RecordBlock, KV<Long, byte[]>> {
    private final BackupFolder folder;
    private final ReportTarget run;

    CopyFile(BackupFolder folder, ReportTarget run) {
      this.folder = folder;
      this.run = run;
    }

    @ProcessElement
    public void processElement(@Element RecordBlock block, OutputReceiver<KV<Long, byte[]>> out) {
      FileSlice whole = block.file();
      // A retried bundle uses other names, because the earlier attempt may still be running.
      String temporary =
          run.temporaryFolderIn(folder.folder()) + "backup-" + UUID.randomUUID() + ".gz";
      Instant start = Instant.ofEpochMilli(run.startMillis());
      BackedUpFile copy =
          folder.copy(whole.file(), whole.fileSize(), start, run.runId(), temporary);
      out.output(KV.of(0L, ReportPart.ofBackup(copy)));
    }
  }
}
