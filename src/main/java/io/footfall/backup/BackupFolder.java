package io.footfall.backup;

import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A folder for unmodified source records, with the keys of Amazon Data Firehose: {@code
 * source/yyyy/MM/dd/HH/<name>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid>.gz}, by the time of arrival in
 * UTC. Incomplete files are never below {@code source/}.
 *
 * @param folder the folder on any Beam file system, ending with a slash
 * @param name the prefix of file names: the dataset
 */
public record BackupFolder(String folder, String name) implements Serializable {
  /** The directory of complete backups. */
  public static final String TOP = "source/";

  private static final Pattern PATH =
      Pattern.compile(
          "/" + TOP + "\\d{4}/\\d\\d/\\d\\d/\\d\\d/[a-z]+-1-[-0-9]+-[-0-9a-f]{36}\\.gz$");

  private static final String WRITING = ".writing/";
  private static final String OF_RUN = ".footfall-";

  /** The pattern of the file that marks a temporary directory as in use by a run. */
  private static final String CLAIMED = "running*";

  /** Maximum time that a live run is assumed to spend without writing. */
  private static final int DAYS_UNTIL_ABANDONED = 7;

  /**
   * Returns a backup folder.
   *
   * @param folder a path on any Beam file system; relative to the working directory if it is local
   */
  public static BackupFolder of(String folder, String name) {
    return new BackupFolder(OutputFiles.absoluteDirectory(folder), name);
  }

  /**
   * Returns the file for messages that arrived at an instant.
   *
   * @param id unique ID; the same for the same content
   */
  public String file(Instant arrived, UUID id) {
    return folder + TOP + FirehoseFile.key(name, arrived, id.toString());
  }

  /**
   * Copies a file under a temporary name. It is a backup once the copy is renamed.
   *
   * @param size the size of the source when the run began, in bytes
   * @param arrived the time of arrival
   * @param run distinguishes copies of the same file; the same for every attempt
   * @param temporary the temporary name
   * @throws io.footfall.errors.FootfallException if reading or writing fails, or the file has
   *     changed
   */
  public BackedUpFile copy(
      String source, long size, Instant arrived, String run, String temporary) {
    long bytes = SourceCopy.write(source, size, temporary);
    return new BackedUpFile(source, temporary, file(arrived, idOf(run, source)), bytes);
  }

  /** Returns whether a path is that of a backup. */
  public static boolean isPath(String path) {
    return PATH.matcher(path).find();
  }

  /** Returns the ID of a run's copy of a file. */
  public static UUID idOf(String runId, String source) {
    return UUID.nameUUIDFromBytes((runId + "\n" + source).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Removes incomplete files of killed runs that have not changed for seven days. If such a run
   * resumes, its commit fails because its files are missing.
   */
  public void removeAbandoned(Instant now) throws IOException {
    Instant time = now.minus(DAYS_UNTIL_ABANDONED, ChronoUnit.DAYS);
    OutputFiles.delete(OutputFiles.untouchedSince(folder + WRITING, time));
    OutputFiles.deleteTemporaryFolders(folder, OF_RUN, CLAIMED, time);
  }

  /** Returns a unique name for an incomplete file. */
  public String temporary() {
    return folder + WRITING + UUID.randomUUID();
  }
}
