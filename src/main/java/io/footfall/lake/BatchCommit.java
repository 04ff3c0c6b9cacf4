package io.footfall.lake;

import io.footfall.accounting.SourceCounts;
import io.footfall.errors.FootfallException;
import io.footfall.files.DirectoryLock;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Moves the files of a batch into place and seals it. A commit that failed at any point can be
 * repeated, with the same result.
 */
public final class BatchCommit {
  private final LakeTarget target;

  /** Maximum number of sources in a seal; further ones are added up as one. */
  private static final int SOURCES = 1_000;

  private static final String OTHER_SOURCES = "(other sources)";

  private final List<StagedFile> staged = new ArrayList<>();
  private Map<String, SourceCounts> accounting = Map.of();
  private Map<String, SourceCounts> replayed = Map.of();
  private boolean placing;

  /** Creates a commit of a batch without files. */
  public BatchCommit(LakeTarget target) {
    this.target = target;
  }

  /** Adds a file that the seal will list. */
  public void add(StagedFile file) {
    staged.add(file);
  }

  /**
   * Sets the counts of the run per source, for the seal.
   *
   * @param earlier for a replay, how earlier runs counted its records
   */
  public void account(Map<String, SourceCounts> sources, Map<String, SourceCounts> earlier) {
    accounting = bounded(sources);
    replayed = bounded(earlier);
  }

  private static Map<String, SourceCounts> bounded(Map<String, SourceCounts> sources) {
    Map<String, SourceCounts> kept = new TreeMap<>();
    SourceCounts others = new SourceCounts();
    sources.forEach(
        (source, counts) -> {
          if (kept.size() < SOURCES) {
            kept.put(source, counts);
          } else {
            others.add(counts);
          }
        });
    if (sources.size() > SOURCES) {
      kept.put(OTHER_SOURCES, others);
    }
    return kept;
  }

  /**
   * Deletes the staged files, unless {@link #commit} has begun to place them. Another attempt to
   * write the same batch, whose files are in the same directory, keeps its own.
   */
  void deleteStaged() throws IOException {
    if (placing) {
      return;
    }
    OutputFiles.delete(staged.stream().map(StagedFile::temporary).toList());
    String folder = target.temporaryFolder();
    if (OutputFiles.list(folder, "*" + StagingFolder.STAGED).isEmpty()) {
      discard(target);
    }
  }

  /** Returns the number of records. */
  public long rows() {
    return staged.stream().mapToLong(StagedFile::rows).sum();
  }

  /** Returns the number of files. */
  public int files() {
    return staged.size();
  }

  /** Returns the total size of the files in bytes. */
  public long bytes() {
    return staged.stream().mapToLong(StagedFile::bytes).sum();
  }

  /**
   * Checks that a batch is new or replaceable.
   *
   * @throws FootfallException if the batch exists and must not or cannot be replaced
   */
  public static void checkNew(LakeTarget target) {
    try {
      LakeFolder lake = target.lake();
      Optional<Seal> earlier = lake.seal(target.batch());
      if (earlier.isEmpty()) {
        return;
      }
      if (!target.overwrite()) {
        throw FootfallException.usage(
            ("The lake already contains these %s: batch %s in %s, sealed at %s. Replace the batch"
                    + " with --overwrite, or add the records again with --batch=NAME.")
                .formatted(
                    target.dataset(),
                    target.batch(),
                    target.folder(),
                    earlier.get().sealed().truncatedTo(ChronoUnit.SECONDS)));
      }
      if (earlier.get().isNamedAfterContent()) {
        throw FootfallException.usage(
            "Batch "
                + target.batch()
                + " belongs to a stream or a replay and cannot be replaced."
                + " Choose another --batch=NAME.");
      }
      refuseCompacted(lake, earlier.get());
    } catch (IOException e) {
      throw FootfallException.io(
          "The lake " + target.folder() + " cannot be read", e, "Choose another with --lake.");
    }
  }

  private static void refuseCompacted(LakeFolder lake, Seal earlier) throws IOException {
    Set<String> replaced = new HashSet<>();
    List<String> compactions = lake.sealed().stream().filter(Compaction::isOne).toList();
    lake.seals(compactions).forEach(seal -> replaced.addAll(seal.replaces()));
    if (earlier.files().stream().anyMatch(file -> replaced.contains(file.path()))) {
      throw FootfallException.usage(
          "Batch "
              + earlier.batch()
              + " was compacted together with others and can no longer be replaced. Its"
              + " records stay. Choose another --batch=NAME.");
    }
  }

  /**
   * Commits the batch. A retry after a failure has the same result.
   *
   * @return the seal
   */
  public Seal commit() throws IOException {
    Optional<Seal> earlier = target.lake().seal(target.batch());
    if (earlier.isPresent() && earlier.get().run().equals(target.run())) {
      discard(target);
      return earlier.get();
    }
    PreparedBatch prepared = prepare();
    placing = true;
    prepared.place();
    discard(target);
    return prepared.seal();
  }

  /**
   * Stages the seal.
   *
   * @return the steps that remain to put the batch in place
   * @throws FootfallException if another run has sealed the batch and it must not be replaced
   */
  public PreparedBatch prepare() throws IOException {
    LakeFolder lake = target.lake();
    Optional<Seal> earlier = lake.seal(target.batch());
    if (earlier.isPresent()) {
      checkNew(target);
    }
    List<LakeFile> files = new ArrayList<>();
    Map<String, String> renames = new LinkedHashMap<>();
    staged.sort(Comparator.comparingInt(StagedFile::epochDay).thenComparing(StagedFile::temporary));
    int number = 0;
    for (StagedFile file : staged) {
      LakeFile placed = placed(file, number++);
      files.add(placed);
      renames.put(file.temporary(), lake.resolve(placed));
    }
    Seal seal =
        new Seal(
            Seal.Kind.BATCH,
            target.dataset(),
            target.batch(),
            target.run(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            target.version(),
            target.zone(),
            times(),
            target.options(),
            files,
            List.of(),
            target.replayedRejects(),
            accounting,
            replayed);
    String stagedSeal = lake.staging(target.run()).seal();
    OutputFiles.write(stagedSeal, seal.toJson());
    renames.put(stagedSeal, lake.sealFile(target.batch()));
    List<String> replaced =
        earlier
            .map(replacing -> replacing.files().stream().map(lake::resolve).toList())
            .orElse(List.of());
    return new PreparedBatch(seal, renames, replaced);
  }

  private LakeFile placed(StagedFile file, int number) {
    LocalDate date = LocalDate.ofEpochDay(file.epochDay());
    String run = target.run().substring(0, Math.min(8, target.run().length()));
    String path =
        String.format(
            "%s%s/%s-%s-%05d.parquet", LakeFile.PARTITION, date, target.batch(), run, number);
    return new LakeFile(path, date, file.rows(), file.bytes(), List.of(target.batch()));
  }

  private Optional<Seal.TimeRange> times() {
    if (staged.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Seal.TimeRange(
            instant(staged.stream().mapToLong(StagedFile::firstMicros).min().orElseThrow()),
            instant(staged.stream().mapToLong(StagedFile::lastMicros).max().orElseThrow())));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * Acquires exclusive access until the batch is in place: to the seals, so that another run with a
   * batch of the same name sees this one's; and, if an earlier batch is replaced, to the lake, so
   * that no compaction touches its files.
   *
   * @param patience the maximum time to wait for another run or a compaction
   * @return the locks; none if the file system does not support them
   * @throws io.footfall.files.DirectoryLockedException if another process holds a lock
   */
  public List<DirectoryLock> lock(Duration patience) throws IOException {
    LakeFolder lake = target.lake();
    List<DirectoryLock> locks = new ArrayList<>();
    if (!DirectoryLock.isAvailable(lake.path())) {
      return locks;
    }
    try {
      String sealing = "a run that seals batch " + target.batch();
      locks.add(DirectoryLock.acquire(lake.sealFolder(), sealing, patience));
      if (lake.seal(target.batch()).isPresent()) {
        String replacing = "a run that replaces batch " + target.batch();
        locks.add(DirectoryLock.acquire(lake.path(), replacing, patience));
      }
      return locks;
    } catch (IOException | RuntimeException e) {
      for (DirectoryLock lock : locks) {
        lock.close();
      }
      throw e;
    }
  }

  /**
   * Records that the batch is committed together with a report.
   *
   * @param decision the file that exists once the commit of the report has decided to put it in
   *     place
   */
  public void belongsTo(String decision) throws IOException {
    target.lake().staging(target.run()).belongsTo(decision);
  }

  /** Removes the files of a run that has ended, except those of a batch. */
  public static void discard(LakeTarget target) throws IOException {
    OutputFiles.deleteFolder(target.temporaryFolder());
  }
}
