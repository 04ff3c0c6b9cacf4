package io.footfall.report;

import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Decides whether the report of a claimed run is put in place. Either the commit decides, once all
 * files are staged, or a stop does. Exactly one of them succeeds, even in different processes or
 * class loaders, because both rename the same file.
 *
 * <p>The files are in the temporary directory of the run, which the claim creates and removes. A
 * commit after the removal of the directory is therefore too late.
 *
 * @param temporaryFolder ends with a slash
 */
record CommitDecision(String temporaryFolder) {
  private static final String UNDECIDED = "undecided";
  private static final String PLACING = "placing";
  private static final String STOPPED = "stopped";
  private static final String SINKS = "sinks";

  /** Permits a decision. Only the claim of the run calls this. */
  void open() throws IOException {
    OutputFiles.write(temporaryFolder + UNDECIDED, new byte[0]);
  }

  /**
   * Decides that the report is put in place. From then on, nothing staged may be deleted.
   *
   * @return false if the run was stopped before
   */
  boolean place() throws IOException {
    return decide(PLACING);
  }

  /**
   * Decides that the report is not put in place.
   *
   * @return false if the commit was decided before
   */
  boolean stop() throws IOException {
    return decide(STOPPED);
  }

  /**
   * Records that windows are about to be written to sinks, which a stop cannot undo.
   *
   * @return false if the run was stopped before
   */
  boolean beginSinks() throws IOException {
    // A stop creates its marker before it looks for this one, so at least one of them sees the
    // other's.
    OutputFiles.write(temporaryFolder + SINKS, new byte[0]);
    return !OutputFiles.exists(temporaryFolder + STOPPED);
  }

  /** Returns whether windows may be in sinks. */
  boolean hasBegunSinks() throws IOException {
    return OutputFiles.exists(temporaryFolder + SINKS);
  }

  /** Returns whether placing has begun. */
  boolean isPlacing() throws IOException {
    return OutputFiles.exists(placing());
  }

  /** Returns the path of the file that exists once placing has begun. */
  String placing() {
    return temporaryFolder + PLACING;
  }

  private boolean decide(String decision) throws IOException {
    if (OutputFiles.isLocal(temporaryFolder)) {
      try {
        Files.move(
            Path.of(temporaryFolder + UNDECIDED),
            Path.of(temporaryFolder + decision),
            StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (NoSuchFileException e) {
        return OutputFiles.exists(temporaryFolder + decision);
      }
    }
    // An object store has no atomic rename. Each side writes its own marker before it looks for the
    // other's, so at least one of them sees the other's and yields. The claim deletes the
    // "undecided" marker before the others, so a commit that comes after the removal does not find
    // it.
    if (!OutputFiles.exists(temporaryFolder + UNDECIDED)) {
      return false;
    }
    OutputFiles.write(temporaryFolder + decision, new byte[0]);
    boolean isPlace = decision.equals(PLACING);
    boolean decided =
        !OutputFiles.exists(temporaryFolder + (isPlace ? STOPPED : PLACING))
            && OutputFiles.exists(temporaryFolder + UNDECIDED);
    if (isPlace && !decided) {
      OutputFiles.delete(List.of(temporaryFolder + PLACING));
    }
    return decided;
  }

  /** Ends the decision after a stop, before anything else is removed. */
  void close() throws IOException {
    OutputFiles.delete(List.of(temporaryFolder + UNDECIDED));
  }
}
