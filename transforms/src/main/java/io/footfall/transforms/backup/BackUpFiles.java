package io.footfall.transforms.backup;

import io.footfall.backup.BackedUpFile;
import io.footfall.backup.BackupFolder;
import io.footfall.backup.SourceCopy;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.files.ReadFileSlices;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Copies files under temporary names. */
final class BackUpFiles extends PTransform<PBegin, PCollection<BackedUpFile>> {
  /** Minimum number of parts of the files. Parts are free here. */
  private static final int WORKERS = 64;

  private final List<InputFile> files;
  private final BackupFolder folder;
  private final ReportTarget run;

  BackUpFiles(List<InputFile> files, BackupFolder folder, ReportTarget run) {
    this.files = List.copyOf(files);
    this.folder = folder;
    this.run = run;
  }

  @Override
  public PCollection<BackedUpFile> expand(PBegin input) {
    return input
        .apply("TakeFiles", ReadFileSlices.of(files).withWorkers(WORKERS).withoutSplits())
        .apply("CopyFiles", ParDo.of(new CopyFile(folder, run)))
        .setCoder(SerializableCoder.of(BackedUpFile.class));
  }

  private static final class CopyFile extends DoFn<RecordBlock, BackedUpFile> {
    private final BackupFolder folder;
    private final ReportTarget run;

    CopyFile(BackupFolder folder, ReportTarget run) {
      this.folder = folder;
      this.run = run;
    }

    @ProcessElement
    public void processElement(@Element RecordBlock block, OutputReceiver<BackedUpFile> out) {
      FileSlice whole = block.file();
      // A retried bundle uses other names, because the earlier attempt may still be running.
      String temporary =
          run.temporaryFolderIn(folder.folder()) + "backup-" + UUID.randomUUID() + ".gz";
      long bytes = SourceCopy.write(whole.file(), whole.fileSize(), temporary);
      String file =
          folder.file(
              Instant.ofEpochMilli(run.startMillis()),
              BackupFolder.idOf(run.runId(), whole.file()));
      out.output(new BackedUpFile(whole.file(), temporary, file, bytes));
    }
  }
}
