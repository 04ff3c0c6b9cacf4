package io.footfall.pipelines.count;

import io.footfall.backup.BackupFolder;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Directory;
import io.footfall.transforms.backup.BackUpFiles;
import io.footfall.transforms.backup.BackUpMessages;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountedRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the source backup of a run. */
record BackupSink(BackupFolder folder, CountRun run) implements Sink {

  static Stream<BackupSink> of(CountRun run) {
    return run.settings().backupFolder().map(folder -> new BackupSink(folder, run)).stream();
  }

  @Override
  public Optional<String> place() {
    return Optional.of("backup in " + TerminalText.near(folder.folder()));
  }

  @Override
  public Optional<String> prepare() {
    new Directory("--backup", folder.folder()).checkWritable();
    try {
      folder.removeAbandoned(Instant.now());
    } catch (IOException e) {
      throw FootfallException.io(
          "Cannot use the backup directory " + folder.folder(), e, "Choose another --backup.");
    }
    return run.target().map(target -> target.temporaryFolderIn(folder.folder()));
  }

  @Override
  public CommitReport extend(CommitReport commit) {
    return commit.withBackup(BackUpFiles.of(run.files(), folder, run.target().orElseThrow()));
  }

  @Override
  public void attach(CountedRecords counted) {
    counted
        .getBlocks()
        .apply("BackUpSource", BackUpMessages.to(folder, run.dataset(), run.settings().reading()));
  }
}
