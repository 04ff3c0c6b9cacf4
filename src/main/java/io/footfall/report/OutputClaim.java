package io.footfall.report;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.files.OutputFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive use of an output directory by one run, from before it reads any input until its report
 * is complete or the run has failed. Creating a claim fails at once if the directory cannot be
 * written to, has a report that must not be replaced, or is in use by another run.
 *
 * <p>On a local disk, a claim is the {@link DirectoryLock lock} of the run's temporary directory,
 * which the operating system releases when the process dies for any reason. The next run therefore
 * recognizes a dead run. If the dead run had begun to put its report in place, the next run
 * completes that report; otherwise it removes the temporary files.
 *
 * <p>A {@link CommitDecision} determines how a claim ends. Either the report is committed, and
 * closing the claim changes no file of the report. Or the run is stopped, and nothing that its
 * other threads still write becomes visible.
 */
public final class OutputClaim implements Closeable {
  /** The outcome of a stopped run. */
  public enum Ending {
    /** No report was written; an earlier one is unchanged. */
    NO_REPORT,
    /** No report was written, but windows of the run may be in the sinks. */
    ONLY_SINKS,
    /** The report is complete. */
    COMPLETE,
    /** The report is partly in place. The next run that claims the directory completes it. */
    PARTIAL
  }

  private static final String SIGN = "running";
  private static final String README = "README";
  private static final String ELSEWHERE = "elsewhere";
  private static final long MILLIS_UNTIL_WRITERS_STOP = 50;
  private static final long MILLIS_BETWEEN_POLLS = 10;

  private final ReportTarget target;
  private final boolean inThisProcess;
  private final CommitDecision decision;
  private final List<String> removed = new ArrayList<>();
  private final List<String> completed = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> elsewhere = new ArrayList<>();
  private final List<DirectoryLock> locks = new ArrayList<>();
  private @Nullable Path topmostCreated;
  private volatile boolean closed;

  private OutputClaim(ReportTarget target, boolean inThisProcess) {
    this.target = target;
    this.inThisProcess = inThisProcess;
    decision = new CommitDecision(target.temporaryFolder());
  }

  /**
   * Claims the output directory of a report; creates the directory if it does not exist.
   *
   * @param target the result of {@link ReportTarget#withClaim}
   * @param inThisProcess whether the run ends with this process; false for one that continues in a
   *     cluster
   * @throws FootfallException if the directory cannot be written to, or has a report that must not
   *     be replaced, or another run is writing there
   */
  public static OutputClaim of(ReportTarget target, Dataset<?> dataset, boolean inThisProcess) {
    return of(target, dataset, inThisProcess, false);
  }

  /**
   * Claims the output directory of a run that reports windows. Existing windows stay, including
   * those of a stream; the commit refuses to replace one unless the target permits it.
   *
   * @param target as for {@link #of}
   * @param inThisProcess as for {@link #of}
   * @throws FootfallException as {@link #of} does, but not because of windows
   */
  public static OutputClaim ofWindows(
      ReportTarget target, Dataset<?> dataset, boolean inThisProcess) {
    return of(target, dataset, inThisProcess, true);
  }

  private static OutputClaim of(
      ReportTarget target, Dataset<?> dataset, boolean inThisProcess, boolean windowed) {
    OutputClaim claim = new OutputClaim(target, inThisProcess);
    try {
      claim.makeFolder();
    } catch (IOException e) {
      throw unusable(target.folder(), FootfallException.reason(e), e);
    }
    try {
      // The marker is written first, so that of two runs that start at once, at least one sees the
      // other.
      claim.leaveSign();
      claim.inspectOtherRuns();
      if (!target.overwrite()) {
        claim.refuseExisting(dataset, windowed);
      }
      return claim;
    } catch (IOException e) {
      claim.close();
      throw unusable(target.folder(), FootfallException.reason(e), e);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** Returns whether the report of this run is complete. */
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
   * Registers a directory elsewhere with unfinished files of the run, which is removed with the
   * claim. If the process dies, the next run that claims the output directory removes it.
   *
   * @param temporaryFolder a directory with the name of {@link ReportTarget#temporaryFolderIn},
   *     which contains files but no directories
   */
  public void alsoRemoves(String temporaryFolder) throws IOException {
    elsewhere.add(temporaryFolder);
    OutputFiles.write(
        target.temporaryFolder() + ELSEWHERE,
        String.join("\n", elsewhere).getBytes(StandardCharsets.UTF_8));
    if (inThisProcess && DirectoryLock.isAvailable(temporaryFolder)) {
      locks.add(DirectoryLock.acquire(temporaryFolder, "a run"));
    }
  }

  /** Returns the temporary directories of dead runs that were removed. */
  public List<String> removed() {
    return List.copyOf(removed);
  }

  /** Returns the temporary directories of dead runs whose report was completed. */
  public List<String> completed() {
    return List.copyOf(completed);
  }

  /** Returns the temporary directories of runs whose status is unknown. */
  public List<String> unknown() {
    return List.copyOf(unknown);
  }

  /**
   * Stops the run, unless it is putting its report in place: then waits until that has ended.
   * {@link #close} or {@link #abandon} must follow.
   *
   * @param millis the maximum time to wait
   */
  public Ending stop(long millis) {
    long start = System.nanoTime();
    try {
      if (!isReportThere() && decision.stop()) {
        return withoutReport();
      }
      while (!isReportThere()) {
        if (!decision.isPlacing() && !isReportThere()) {
          return withoutReport();
        }
        if (closed || System.nanoTime() - start > millis * 1_000_000) {
          return Ending.PARTIAL;
        }
        Thread.sleep(MILLIS_BETWEEN_POLLS);
      }
      return Ending.COMPLETE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Ending.PARTIAL;
    } catch (IOException e) {
      return Ending.PARTIAL;
    }
  }

  private Ending withoutReport() throws IOException {
    return decision.hasBegunSinks() ? Ending.ONLY_SINKS : Ending.NO_REPORT;
  }

  /**
   * Ends the claim. Removes the files of an unfinished run, and the output directory if this run
   * created it and it is empty. If the report is partly in place, everything stays, so that the
   * next run can complete it. A second call does nothing.
   */
  @Override
  public void close() {
    close(1);
  }

  /**
   * Ends the claim while other threads may still be writing, and therefore checks a second time for
   * files to remove.
   */
  public void abandon() {
    close(2);
  }

  private synchronized void close(int rounds) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      boolean unfinished = !isReportThere() && !decision.stop() && decision.isPlacing();
      if (!unfinished) {
        remove(rounds);
      }
      for (DirectoryLock lock : locks) {
        lock.close();
      }
      if (topmostCreated != null && !unfinished) {
        OutputFiles.deleteEmptyFolders(target.runFile(), topmostCreated.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println(
          "footfall: the temporary files in %s could not be removed: %s. Delete them."
              .formatted(target.temporaryFolder(), FootfallException.reason(e)));
    }
  }

  private void remove(int rounds) throws IOException, InterruptedException {
    OutputFiles.stop(ReportTarget.TEMPORARY_PREFIX + target.runId());
    decision.close();
    for (int round = 0; round < rounds; round++) {
      if (round > 0) {
        // A thread that was about to create a file when the claim ended has created it by then.
        Thread.sleep(MILLIS_UNTIL_WRITERS_STOP);
      }
      for (String folder : elsewhere) {
        OutputFiles.deleteFolder(folder);
      }
      removeTemporary(target.folder(), target.runId());
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
        throw unusable(target.folder(), p + " is a file, not a directory", null);
      }
    }
    if (topmostCreated != null) {
      Files.createDirectories(folder);
    }
    if (!Files.isWritable(folder)) {
      throw unusable(target.folder(), "permission denied", null);
    }
  }

  private void inspectOtherRuns() throws IOException {
    String folder = target.folder();
    for (String runId : OutputFiles.temporaryFolders(folder, ReportTarget.TEMPORARY_PREFIX)) {
      if (runId.equals(target.runId())) {
        continue;
      }
      String temporary = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/";
      if (!OutputFiles.isLocal(folder) || !OutputFiles.exists(temporary + DirectoryLock.FILE)) {
        // The run may be alive. Completing its report twice at once does no harm.
        if (!complete(runId) && !isEmptyFolder(temporary)) {
          unknown.add(temporary);
        }
        continue;
      }
      try (DirectoryLock dead = DirectoryLock.acquire(temporary, "the next run")) {
        dead.requireHeld();
        if (!complete(runId)) {
          removeElsewhere(temporary, runId);
          removeTemporary(folder, runId);
          removed.add(temporary);
        }
      } catch (DirectoryLockedException e) {
        throw busy(folder);
      }
    }
  }

  /** Removes the last remains of a run that was killed while it cleaned up. */
  private static boolean isEmptyFolder(String temporary) throws IOException {
    boolean isEmpty =
        OutputFiles.isLocal(temporary)
            && OutputFiles.list(temporary, "*").isEmpty()
            && OutputFiles.folders(temporary).isEmpty();
    if (isEmpty) {
      OutputFiles.deleteFolder(temporary);
    }
    return isEmpty;
  }

  /** Completes the report of a run that died while it put files in place. */
  private boolean complete(String runId) throws IOException {
    String folder = target.folder();
    String temporary = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/";
    if (!new CommitDecision(temporary).isPlacing()) {
      return false;
    }
    Optional<CommitPlan> plan = CommitPlan.read(folder, runId);
    if (plan.isEmpty()) {
      return false;
    }
    plan.get().execute(folder, runId);
    removeElsewhere(temporary, runId);
    removeTemporary(folder, runId);
    completed.add(temporary);
    return true;
  }

  private static void removeElsewhere(String temporary, String runId) throws IOException {
    if (OutputFiles.exists(temporary + ELSEWHERE)) {
      String text = new String(OutputFiles.read(temporary + ELSEWHERE), StandardCharsets.UTF_8);
      for (String folder : text.split("\n", -1)) {
        if (folder.endsWith("/" + ReportTarget.TEMPORARY_PREFIX + runId + "/")) {
          OutputFiles.deleteFolder(folder);
        }
      }
    }
  }

  private static void removeTemporary(String folder, String runId) throws IOException {
    String temporary = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/";
    try {
      OutputFiles.deleteFolder(temporary);
    } catch (DirectoryNotEmptyException e) {
      // A file was created meanwhile.
      OutputFiles.deleteFolder(temporary);
    }
  }

  private void refuseExisting(Dataset<?> dataset, boolean windowed) throws IOException {
    String folder = target.folder();
    Optional<EarlierReport> earlier = EarlierReport.read(target.runFile(), folder);
    if (earlier.isPresent() && !(windowed && earlier.get().windowed())) {
      throw FootfallException.usage(
          folder
              + " already contains a report"
              + (completed.isEmpty()
                  ? ""
                  : ", that of an interrupted run, which has now been completed")
              + ". Replace it with --overwrite, or choose another --output.");
    }
    for (String file : ReportCommit.filesLike(folder, dataset)) {
      throw FootfallException.usage(
          ("%s already contains %s, but no run.json, so it is not a complete report. Replace it"
                  + " with --overwrite, or choose another --output.")
              .formatted(folder, file.substring(folder.length())));
    }
  }

  private void leaveSign() throws IOException {
    byte[] text =
        ("A run of Footfall that began at "
                + Instant.ofEpochMilli(target.startMillis())
                + " keeps its files here until its report is complete.\n")
            .getBytes(StandardCharsets.UTF_8);
    if (!inThisProcess || !OutputFiles.isLocal(target.folder())) {
      OutputFiles.write(target.temporaryFolder() + SIGN, text);
      decision.open();
      return;
    }
    try {
      locks.add(lockTemporary());
    } catch (DirectoryLockedException e) {
      // A run that started at the same time has taken this one for dead.
      throw busy(target.folder());
    }
    OutputFiles.write(target.temporaryFolder() + README, text);
    decision.open();
  }

  private DirectoryLock lockTemporary() throws IOException {
    try {
      return DirectoryLock.acquire(target.temporaryFolder(), "a run");
    } catch (NoSuchFileException e) {
      // Another run has removed the directory while it was still empty.
      return DirectoryLock.acquire(target.temporaryFolder(), "a run");
    }
  }

  private static FootfallException busy(String folder) {
    return FootfallException.usage(
        "Another run is writing its report to "
            + folder
            + ". Wait until it has ended, or choose another --output.");
  }

  private static FootfallException unusable(
      String folder, String reason, @Nullable Throwable cause) {
    String message =
        "The output directory %s cannot be written to: %s. Choose another with --output."
            .formatted(folder, reason);
    return cause == null
        ? new FootfallException(Kind.IO, message)
        : new FootfallException(Kind.IO, message, cause);
  }
}
