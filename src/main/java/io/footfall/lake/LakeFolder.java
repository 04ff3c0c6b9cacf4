package io.footfall.lake;

import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.files.OutputFiles;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;

/**
 * The directory of one dataset in a lake, on any file system.
 *
 * @param path the directory of the dataset, ending with a slash
 * @param dataset {@code visits} or {@code purchases}
 */
public record LakeFolder(String path, String dataset) {
  private static final String SEALS = "_batches/";
  private static final String SEAL = ".json";

  private static final Pattern PATH =
      Pattern.compile(
          "/[a-z]+/(?:date=\\d{4}-\\d\\d-\\d\\d/[A-Za-z0-9._-]+\\.parquet"
              + "|_batches/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.json)$");

  /** The pattern of the file that marks a temporary directory as in use by a run. */
  private static final String CLAIMED = "running*";

  /** Maximum time that a live run is assumed to spend without writing. */
  private static final int DAYS_UNTIL_ABANDONED = 7;

  /** Returns the directory of a dataset in a lake. */
  public static LakeFolder of(String lake, String dataset) {
    return new LakeFolder(OutputFiles.directory(lake) + dataset + "/", dataset);
  }

  /** Returns whether a path is that of a data file or a seal of a lake. */
  public static boolean isPath(String path) {
    return PATH.matcher(path).find();
  }

  /**
   * Returns a sentence that explains why a lake has no directory; empty if it has one or is remote.
   *
   * @param shown the name of the lake to display
   */
  public static Optional<String> missing(String lake, String shown) {
    if (!OutputFiles.isLocal(lake) || Files.isDirectory(Path.of(lake))) {
      return Optional.empty();
    }
    return Optional.of(
        Files.exists(Path.of(lake))
            ? shown.replaceFirst("/$", "") + " is a file, not the directory of a lake."
            : "There is no directory " + shown + ".");
  }

  /** Returns the directory of the seals. */
  String sealFolder() {
    return path + SEALS;
  }

  /** Returns the path of a batch's seal, which exists if the batch is sealed. */
  public String sealFile(String batch) {
    return sealFolder() + batch + SEAL;
  }

  /** Returns the path of a file of the lake. */
  public String resolve(LakeFile file) {
    return path + file.path();
  }

  /**
   * Acquires the exclusive lock of the directory. Every operation that replaces or deletes the
   * files of a sealed batch, such as a compaction, must hold it; adding a batch and reading do not.
   *
   * @param purpose a noun phrase for the message that others see, such as {@code a compaction}
   * @throws DirectoryLockedException if another process, or another thread of this one, holds it
   * @throws IOException if the lock file cannot be written
   */
  public DirectoryLock lock(String purpose) throws IOException {
    return DirectoryLock.acquire(path, purpose);
  }

  /**
   * Returns all seals, oldest first.
   *
   * @throws IOException if one cannot be read
   */
  public List<Seal> seals() throws IOException {
    return seals(sealed());
  }

  /** Returns the IDs of all sealed batches and compactions, without opening a seal. */
  public List<String> sealed() throws IOException {
    int before = (path + SEALS).length();
    return OutputFiles.list(path + SEALS, "*" + SEAL).stream()
        .map(file -> file.substring(before, file.length() - SEAL.length()))
        .toList();
  }

  /**
   * Returns the seals with these IDs, oldest first.
   *
   * @param ids of sealed batches or compactions
   * @throws IOException if one cannot be read
   */
  public List<Seal> seals(Collection<String> ids) throws IOException {
    List<String> files = ids.stream().map(this::sealFile).toList();
    List<byte[]> contents = OutputFiles.readAll(files);
    List<Seal> seals = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      seals.add(parsed(files.get(i), contents.get(i)));
    }
    seals.sort(Comparator.comparing(Seal::sealed).thenComparing(Seal::batch));
    return seals;
  }

  /** Returns the seal of a batch, if it is sealed. */
  public Optional<Seal> seal(String batch) throws IOException {
    String file = sealFile(batch);
    return OutputFiles.exists(file)
        ? Optional.of(parsed(file, OutputFiles.read(file)))
        : Optional.empty();
  }

  private static Seal parsed(String file, byte[] content) throws IOException {
    try {
      return Seal.of(content);
    } catch (IOException e) {
      throw new IOException("The seal " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the files that hold each record of all sealed batches once. */
  public List<LakeFile> liveFiles() throws IOException {
    return liveFiles(seals());
  }

  /**
   * Returns the files that hold each record of these batches once. The seals must be all seals of
   * the lake.
   */
  public static List<LakeFile> liveFiles(Collection<Seal> seals) {
    Set<String> replaced = new HashSet<>();
    seals.forEach(seal -> replaced.addAll(seal.replaces()));
    return seals.stream()
        .flatMap(seal -> seal.files().stream())
        .filter(file -> !replaced.contains(file.path()))
        .toList();
  }

  /**
   * Opens a file.
   *
   * @param schema the columns of the dataset's files
   */
  public ParquetRows open(LakeFile file, ParquetSchema schema) throws IOException {
    String name = resolve(file);
    ReadableByteChannel channel = FileSystems.open(FileSystems.matchNewResource(name, false));
    if (!(channel instanceof SeekableByteChannel seekable)) {
      channel.close();
      throw new IOException(
          "The file system of " + name + " cannot read from the middle of a file");
    }
    try {
      return new ParquetRows(name, schema, seekable);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Removes orphan files of dead runs: staging directories and files without a seal. A run that is
   * known to be dead is cleaned up at once; a run of unknown status, such as one in a cluster,
   * after seven days without a change. If that run continues, its commit fails.
   */
  public void removeOrphans(Instant now) throws IOException {
    for (String run : OutputFiles.temporaryFolders(path, LakeTarget.TEMPORARY_PREFIX)) {
      staging(run).removeIfDead();
    }
    Instant time = now.minus(DAYS_UNTIL_ABANDONED, ChronoUnit.DAYS);
    OutputFiles.deleteTemporaryFolders(path, LakeTarget.TEMPORARY_PREFIX, CLAIMED, time);
  }

  /** Returns the staging directory of a run. */
  StagingFolder staging(String run) {
    return new StagingFolder(this, path + LakeTarget.TEMPORARY_PREFIX + run + "/");
  }

  /** Returns the batches whose commit has begun, but is not known to have ended. */
  Set<String> pendingBatches() throws IOException {
    Set<String> pending = new HashSet<>();
    for (String run : OutputFiles.temporaryFolders(path, LakeTarget.TEMPORARY_PREFIX)) {
      staging(run).pending().ifPresent(seal -> pending.add(seal.batch()));
    }
    return pending;
  }
}
