package io.footfall.lake;

import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder in which a run stages the files of its batch. No file in it ends with {@code
 * .parquet}, so that no glob for the lake's files finds it.
 *
 * <p>A process that ends with its run holds the {@link DirectoryLock} of the directory. If the lock
 * can be acquired, the run is dead. Without a lock file, the status of the run is unknown; streams
 * and runs in a cluster create none.
 *
 * @param lake the dataset's directory
 * @param path the staging directory, ending with a slash
 */
record StagingFolder(LakeFolder lake, String path) {
  /** Suffix of the names of staged data files. */
  static final String STAGED = ".staged";

  private static final String SEAL = "seal.json";
  private static final String DECISION = "decision";

  /** Returns the path of the staged seal, which exists once the commit has begun. */
  String seal() {
    return path + SEAL;
  }

  /**
   * Records that the batch belongs to a report. Once the commit of the report is decided, the batch
   * is completed with it and is not an orphan.
   *
   * @param decision the file that exists once the commit of the report has decided
   */
  void belongsTo(String decision) throws IOException {
    OutputFiles.write(path + DECISION, decision.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the batch that is about to be sealed, if its commit has begun. */
  Optional<Seal> pending() throws IOException {
    return OutputFiles.exists(seal())
        ? Optional.of(Seal.of(OutputFiles.read(seal())))
        : Optional.empty();
  }

  /**
   * Removes the directory and the placed files of a run that has died before it sealed its batch.
   */
  void removeIfDead() throws IOException {
    if (!OutputFiles.exists(path + DirectoryLock.FILE) || !DirectoryLock.isAvailable(path)) {
      return;
    }
    try (DirectoryLock lock = DirectoryLock.acquire(path, "a removal of orphan files")) {
      if (!isCompletedLater()) {
        removePlaced();
        lock.requireHeld();
        OutputFiles.deleteFolder(path);
      }
    } catch (DirectoryLockedException e) {
      // The run is alive.
      return;
    }
  }

  private boolean isCompletedLater() throws IOException {
    if (!OutputFiles.exists(path + DECISION)) {
      return false;
    }
    String decision = new String(OutputFiles.read(path + DECISION), StandardCharsets.UTF_8);
    String reportFolder = decision.substring(0, decision.lastIndexOf('/') + 1);
    // A report whose directory is not visible may be on another machine.
    return OutputFiles.exists(decision) || OutputFiles.list(reportFolder, "*").isEmpty();
  }

  private void removePlaced() throws IOException {
    Optional<Seal> pending = pending();
    if (pending.isEmpty()) {
      return;
    }
    Set<String> sealed = new HashSet<>();
    lake.seals().forEach(seal -> seal.files().forEach(file -> sealed.add(file.path())));
    List<String> orphans =
        pending.get().files().stream()
            .filter(file -> !sealed.contains(file.path()))
            .map(lake::resolve)
            .toList();
    OutputFiles.delete(orphans);
  }
}
