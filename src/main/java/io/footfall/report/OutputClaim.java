package io.footfall.report;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run's claim on its output folder, from before anything is read until the report is there or the
 * run has failed. Whoever makes it learns at once whether the folder can be written to, whether a
 * report is in it already, and whether another run is writing there.
 *
 * <p>Its sign is a file in the run's temporary folder. On a local disk it is locked, and the system
 * takes the lock from a process that dies, however it dies: so the temporary folder of a dead run
 * is told from that of a living one, and the next run removes it.
 *
 * <p>After {@link #close} this process writes no more for the run: what is left of it in other
 * threads cannot bring its temporary folder back.
 */
public final class OutputClaim implements Closeable {
  private static final String LOCKED_SIGN = "running.lock";
  private static final String SIGN = "running";
  private static final long MILLIS_UNTIL_WRITERS_STOP = 50;

  private final ReportTarget target;
  private final List<String> removed = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> elsewhere = new ArrayList<>();
  private @Nullable FileChannel sign;
  private @Nullable Path topmostCreated;
  private boolean closed;

  private OutputClaim(ReportTarget target) {
    this.target = target;
  }

  /**
   * Claims the output folder of a report; makes the folder if there is none.
   *
   * @param inThisProcess whether the run ends with this process; false for one that goes on in a
   *     cluster
   * @throws FootfallException if the folder cannot be written to, or has a report that is not to be
   *     replaced, or another run is writing there
   */
  public static OutputClaim of(ReportTarget target, Dataset<?> dataset, boolean inThisProcess) {
    OutputClaim claim = new OutputClaim(target);
    try {
      claim.makeFolder();
    } catch (IOException e) {
      throw unusable(target.folder(), FootfallException.reason(e), e);
    }
    try {
      claim.lookAtOtherRuns();
      if (!target.overwrite()) {
        claim.refuseExisting(dataset);
      }
      claim.leaveSign(inThisProcess);
      return claim;
    } catch (IOException e) {
      claim.close();
      throw unusable(target.folder(), FootfallException.reason(e), e);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** Whether this run's report is in its place, whole. */
  public boolean isReportThere() {
    try {
      return EarlierReport.read(target.runFile(), target.folder())
          .filter(report -> report.runId().equals(target.runId()))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has another folder go with the claim: one that the run keeps elsewhere, for what is not whole
   * yet.
   *
   * @param temporaryFolder with files and no folders in it, ending with a slash
   */
  public void alsoRemoves(String temporaryFolder) {
    elsewhere.add(temporaryFolder);
  }

  /** The temporary folders of dead runs that were removed. */
  public List<String> removed() {
    return List.copyOf(removed);
  }

  /** The temporary folders of other runs of which cannot be known whether they still go on. */
  public List<String> unknown() {
    return List.copyOf(unknown);
  }

  /**
   * Ends the claim. What an unfinished run has written goes, and so does the output folder if this
   * run made it and nothing is in it. A second call does nothing.
   */
  @Override
  public void close() {
    close(1);
  }

  /**
   * Ends the claim while other threads may still be writing, so that it looks a second time at what
   * there is to remove.
   */
  public void abandon() {
    close(2);
  }

  private synchronized void close(int rounds) {
    if (closed) {
      return;
    }
    closed = true;
    OutputFiles.stop(ReportTarget.TEMPORARY_PREFIX + target.runId());
    try {
      for (int round = 0; round < rounds; round++) {
        if (round > 0) {
          // Whoever was about to create a file when the claim ended has created it by then.
          Thread.sleep(MILLIS_UNTIL_WRITERS_STOP);
        }
        removeRun(target.folder(), target.runId());
        for (String folder : elsewhere) {
          OutputFiles.deleteFolder(folder);
        }
      }
      if (sign != null) {
        sign.close();
      }
      if (topmostCreated != null) {
        OutputFiles.deleteEmptyFolders(target.runFile(), topmostCreated.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println(
          "footfall: the temporary files in "
              + target.temporaryFolder()
              + " could not be removed: "
              + FootfallException.reason(e)
              + ". Remove them by hand.");
    }
  }

  private void makeFolder() throws IOException {
    if (!OutputFiles.isLocal(target.folder())) {
      return;
    }
    Path folder = Path.of(target.folder());
    for (Path p = folder; p != null && !Files.exists(p); p = p.getParent()) {
      topmostCreated = p;
    }
    for (Path p = folder; p != null; p = p.getParent()) {
      if (Files.exists(p) && !Files.isDirectory(p)) {
        topmostCreated = null;
        throw unusable(target.folder(), p + " is a file, not a folder", null);
      }
    }
    if (topmostCreated != null) {
      Files.createDirectories(folder);
    }
    if (!Files.isWritable(folder)) {
      throw unusable(target.folder(), "permission denied", null);
    }
  }

  private void lookAtOtherRuns() throws IOException {
    String folder = target.folder();
    for (String runId : OutputFiles.temporaryFolders(folder, ReportTarget.TEMPORARY_PREFIX)) {
      String temporary = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/";
      Path lock = OutputFiles.isLocal(folder) ? Path.of(temporary + LOCKED_SIGN) : null;
      if (lock == null || !Files.exists(lock)) {
        unknown.add(temporary);
        continue;
      }
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        if (held == null) {
          throw busy(folder);
        }
        removeRun(folder, runId);
        removed.add(temporary);
      } catch (OverlappingFileLockException e) {
        throw busy(folder);
      } catch (NoSuchFileException e) {
        // It has ended just now, and taken its files with it.
      }
    }
  }

  /**
   * Removes what a run that ended before its report was whole has left: its temporary folder; and
   * if it was replacing a report or putting its own in place, the files of both.
   */
  private static void removeRun(String folder, String runId) throws IOException {
    String temporary = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/";
    if (!OutputFiles.exists(folder + ReportTarget.RUN_FILE)) {
      for (String list : List.of(ReportTarget.RUN_FILE, ReportCommit.EARLIER_RUN_FILE)) {
        Optional<EarlierReport> half = EarlierReport.read(temporary + list, folder);
        if (half.isPresent()) {
          ReportCommit.deleteFiles(folder, half.get().files());
          if (list.equals(ReportTarget.RUN_FILE)) {
            OutputFiles.delete(half.get().backups());
          }
        }
      }
    }
    try {
      OutputFiles.deleteFolder(temporary);
    } catch (DirectoryNotEmptyException e) {
      // A file came in between.
      OutputFiles.deleteFolder(temporary);
    }
  }

  private void refuseExisting(Dataset<?> dataset) throws IOException {
    String folder = target.folder();
    if (OutputFiles.exists(target.runFile())) {
      throw new FootfallException(
          Kind.USAGE,
          "There is a report in "
              + folder
              + " already. Replace it with --overwrite, or choose another --output.");
    }
    for (String file : ReportCommit.filesLike(folder, dataset)) {
      throw new FootfallException(
          Kind.USAGE,
          "There is a "
              + file.substring(folder.length())
              + " in "
              + folder
              + " already, without a run.json: no whole report of Footfall. Replace it with --overwrite, or choose another --output.");
    }
  }

  private void leaveSign(boolean inThisProcess) throws IOException {
    byte[] text =
        ("A run of Footfall that began at "
                + Instant.ofEpochMilli(target.startMillis())
                + " keeps its files here until its report is whole.\n")
            .getBytes(StandardCharsets.UTF_8);
    if (!inThisProcess || !OutputFiles.isLocal(target.folder())) {
      OutputFiles.write(target.temporaryFolder() + SIGN, text);
      return;
    }
    Files.createDirectories(Path.of(target.temporaryFolder()));
    FileChannel channel =
        FileChannel.open(
            Path.of(target.temporaryFolder() + LOCKED_SIGN),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    sign = channel;
    if (channel.tryLock() == null) {
      throw busy(target.folder());
    }
    channel.write(ByteBuffer.wrap(text));
  }

  private static FootfallException busy(String folder) {
    return new FootfallException(
        Kind.USAGE,
        "Another run is writing its report to "
            + folder
            + " just now. Wait until it has ended, or choose another --output.");
  }

  private static FootfallException unusable(
      String folder, String reason, @Nullable Throwable cause) {
    String message =
        "The output folder "
            + folder
            + " cannot be written to: "
            + reason
            + ". Choose another with --output.";
    return cause == null
        ? new FootfallException(Kind.IO, message)
        : new FootfallException(Kind.IO, message, cause);
  }
}
