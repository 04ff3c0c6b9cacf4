package io.footfall.lake;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ContentId;
import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.files.OutputFiles;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the small files of each day as few large ones. Records keep their batches.
 *
 * <p>A compaction holds the {@link LakeFolder#lock lock} of the dataset's directory. It writes to a
 * temporary directory of its own, verifies its inputs and outputs against the seals, and seals a
 * day before it deletes the files that the new ones replace. A process that dies at any step leaves
 * each record readable exactly once through the seals. The next compaction deletes orphan files:
 * replaced files at once, other files of a dead compaction after {@link #ORPHAN_AGE}, and leftovers
 * of dead runs as described in {@link LakeFolder#removeOrphans}.
 *
 * @param folder the dataset's directory
 * @param schema the columns of its files
 * @param fileBytes the target size of a file, in bytes
 * @param version the version of Footfall, for the seal
 * @param catalog the catalog in which the files are also registered, or null
 */
public record Compaction(
    LakeFolder folder,
    ParquetSchema schema,
    long fileBytes,
    String version,
    @Nullable LakeCatalog catalog) {
  private static final String PREFIX = "compaction-";
  private static final String TEMPORARY = LakeTarget.TEMPORARY_PREFIX + "compaction";
  private static final int LEVEL = 3;
  private static final int ID_BYTES = 12;
  private static final int MOST_ROWS = 1 << 20;
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final int ROWS_BETWEEN_CHECKS = 1 << 12;

  /**
   * The age at which a file without a seal is an orphan. Until then, a process may be about to seal
   * it.
   */
  private static final Duration ORPHAN_AGE = Duration.ofHours(1);

  /**
   * A compacted day.
   *
   * @param date the day
   * @param before the number of files before
   * @param after the number of files after
   * @param rows the number of records in them
   * @param bytesBefore the size of the files before, in bytes
   * @param bytesAfter the size of the files after, in bytes
   */
  public record Day(
      LocalDate date, int before, int after, long rows, long bytesBefore, long bytesAfter) {}

  /** Receives the progress of a compaction. */
  public interface Listener {
    /** Ignores all events. */
    Listener SILENT = new Listener() {};

    /** Reports that the day with this number, from 1, of {@code days} is being compacted. */
    default void compacting(LocalDate date, int number, int days) {}

    /** Reports that this many more records were copied. */
    default void copied(long records) {}

    /** Reports that a day was compacted. */
    default void compacted(Day day) {}
  }

  /** Returns whether a seal with this ID can be a compaction. A batch can have such a name too. */
  public static boolean isOne(String id) {
    return id.startsWith(PREFIX);
  }

  /**
   * Compacts all days. Days that were compacted before a failure remain compacted.
   *
   * @param listener receives each day
   * @return the days that had several small files
   * @throws DirectoryLockedException if another process compacts the dataset or replaces a batch
   * @throws IOException if a file differs from its seal; the seals and files of that day are
   *     unchanged
   */
  public List<Day> run(Listener listener) throws IOException {
    if (OutputFiles.folders(folder.path()).isEmpty()) {
      return List.of();
    }
    try (DirectoryLock lock = folder.lock("a compaction")) {
      List<Seal> seals = folder.seals();
      register();
      removeOrphans(seals, Instant.now());
      Map<LocalDate, List<LakeFile>> small = new TreeMap<>();
      // Skips a batch that is about to be replaced, because a compacted batch cannot be.
      Set<String> pending = folder.pendingBatches();
      for (LakeFile file : LakeFolder.liveFiles(seals)) {
        if (file.bytes() < fileBytes / 2 && Collections.disjoint(file.batches(), pending)) {
          small.computeIfAbsent(file.date(), date -> new ArrayList<>()).add(file);
        }
      }
      List<Day> days = new ArrayList<>();
      String temporary = folder.path() + TEMPORARY + "-" + UUID.randomUUID() + "/";
      try {
        small.values().removeIf(files -> files.size() == 1);
        for (Map.Entry<LocalDate, List<LakeFile>> day : small.entrySet()) {
          listener.compacting(day.getKey(), days.size() + 1, small.size());
          days.add(compact(day.getKey(), day.getValue(), temporary, lock, listener));
          listener.compacted(days.get(days.size() - 1));
        }
      } finally {
        OutputFiles.deleteFolder(temporary);
      }
      return days;
    }
  }

  /** Makes the catalog stop listing replaced files, which is why it precedes their deletion. */
  private void register() throws IOException {
    if (catalog != null) {
      catalog.register(folder, schema);
    }
  }

  /** Removes orphans. Holding the lock proves that no other compaction is running. */
  private void removeOrphans(List<Seal> seals, Instant now) throws IOException {
    for (String id : OutputFiles.temporaryFolders(folder.path(), TEMPORARY)) {
      OutputFiles.deleteFolder(folder.path() + TEMPORARY + id + "/");
    }
    Set<String> replaced = new HashSet<>();
    Set<String> sealed = new HashSet<>();
    for (Seal seal : seals) {
      seal.replaces().forEach(path -> replaced.add(folder.path() + path));
      seal.files().forEach(file -> sealed.add(folder.path() + file.path()));
    }
    List<String> orphans = new ArrayList<>();
    for (String date : OutputFiles.folders(folder.path())) {
      if (date.startsWith(LakeFile.PARTITION)) {
        String day = folder.path() + date + "/";
        OutputFiles.list(day, "*.parquet").stream()
            .filter(replaced::contains)
            .forEach(orphans::add);
        OutputFiles.untouchedSince(day, now.minus(ORPHAN_AGE)).stream()
            .filter(file -> file.startsWith(PREFIX, day.length()) && !sealed.contains(file))
            .forEach(orphans::add);
      }
    }
    OutputFiles.delete(orphans);
    folder.removeOrphans(now);
  }

  private Day compact(
      LocalDate date,
      List<LakeFile> files,
      String temporaryFolder,
      DirectoryLock lock,
      Listener listener)
      throws IOException {
    files.sort(Comparator.comparing(LakeFile::path));
    for (LakeFile file : files) {
      verify(file);
    }
    String id = PREFIX + id(files);
    List<LakeFile> made = new ArrayList<>();
    List<String> temporary = new ArrayList<>();
    Output output = new Output(date, id, temporaryFolder, made, temporary);
    for (LakeFile file : files) {
      output.append(file);
      listener.copied(file.rows());
    }
    output.finish();
    Seal seal =
        new Seal(
            Seal.Kind.COMPACTION,
            folder.dataset(),
            id,
            id,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            version,
            "",
            Optional.empty(),
            Map.of(),
            made,
            files.stream().map(LakeFile::path).toList(),
            List.of(),
            Map.of(),
            Map.of());
    // Everything is written before any file becomes visible, so that a full disk changes nothing.
    String staged = temporaryFolder + "seal.json";
    OutputFiles.write(staged, seal.toJson());
    lock.requireHeld();
    for (int i = 0; i < made.size(); i++) {
      OutputFiles.rename(temporary.get(i), folder.resolve(made.get(i)));
      verify(made.get(i));
    }
    requireLive(date, files);
    lock.requireHeld();
    OutputFiles.rename(staged, folder.sealFile(id));
    register();
    OutputFiles.delete(files.stream().map(folder::resolve).toList());
    return new Day(
        date,
        files.size(),
        made.size(),
        made.stream().mapToLong(LakeFile::rows).sum(),
        files.stream().mapToLong(LakeFile::bytes).sum(),
        made.stream().mapToLong(LakeFile::bytes).sum());
  }

  /** Compares a file's size and footer with its seal. */
  private void verify(LakeFile file) throws IOException {
    String name = folder.resolve(file);
    if (!OutputFiles.exists(name)) {
      throw new IOException(
          name + " is missing, although a seal lists it. Restore it, or add its batch again");
    }
    long bytes = OutputFiles.size(name);
    if (bytes != file.bytes()) {
      throw new IOException(
          name + " has " + bytes + " bytes, and " + file.bytes() + " according to its seal");
    }
    try (ParquetRows rows = folder.open(file, schema)) {
      if (rows.total() != file.rows()) {
        throw new IOException(
            "%s has %s records, and %s according to its seal"
                .formatted(name, rows.total(), file.rows()));
      }
    }
  }

  /** Checks that no seal has changed meanwhile in a way that the lock should have prevented. */
  private void requireLive(LocalDate date, List<LakeFile> files) throws IOException {
    if (!new HashSet<>(folder.liveFiles()).containsAll(files)) {
      throw new IOException(
          "the files of " + date + " were replaced by another process while they were compacted");
    }
  }

  /** Derives the ID from the input files, so that the same inputs have the same ID. */
  private static String id(List<LakeFile> files) {
    ContentId id = new ContentId();
    files.forEach(file -> id.addLine(file.path()));
    return id.hex(ID_BYTES);
  }

  /** The new files of a day. */
  private final class Output {
    private final LocalDate date;
    private final String id;
    private final String temporaryFolder;
    private final List<LakeFile> made;
    private final List<String> temporary;
    private final Set<String> batches = new TreeSet<>();
    private ParquetFileWriter file;
    private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
    private RowGroupWriter group = new RowGroupWriter(schema, compressor);
    private final ByteOutput packed = new ByteOutput();
    private long rows;

    Output(
        LocalDate date,
        String id,
        String temporaryFolder,
        List<LakeFile> made,
        List<String> temporary)
        throws IOException {
      this.date = date;
      this.id = id;
      this.temporaryFolder = temporaryFolder;
      this.made = made;
      this.temporary = temporary;
      file = open();
    }

    private ParquetFileWriter open() throws IOException {
      String name = temporaryFolder + id + "-" + temporary.size();
      ParquetFileWriter opened = new ParquetFileWriter(schema, OutputFiles.create(name));
      temporary.add(name);
      return opened;
    }

    void append(LakeFile from) throws IOException {
      if (file.written() >= fileBytes) {
        endFile();
        file = open();
      }
      batches.addAll(from.batches());
      long read = 0;
      try (ParquetRows in = folder.open(from, schema)) {
        while (in.next()) {
          in.copyRow(group);
          read++;
          if (group.rows() == MOST_ROWS
              || (group.rows() % ROWS_BETWEEN_CHECKS == 0 && group.memory() > ROW_GROUP_BYTES)) {
            endGroup();
          }
        }
      }
      if (read != from.rows()) {
        throw new IOException(
            "%s has %s records, and %s according to its seal"
                .formatted(folder.resolve(from), read, from.rows()));
      }
    }

    private void endGroup() throws IOException {
      if (group.rows() == 0) {
        return;
      }
      packed.reset();
      group.finish(packed);
      rows += file.append(new ByteInput(packed.array(), 0, packed.size()));
      if (group.memory() > ROW_GROUP_BYTES) {
        // A used writer keeps its buffers, so its next row group would end at the first check.
        group = new RowGroupWriter(schema, compressor);
      }
    }

    private void endFile() throws IOException {
      endGroup();
      file.close();
      String path =
          String.format("%s%s/%s-%05d.parquet", LakeFile.PARTITION, date, id, temporary.size() - 1);
      made.add(new LakeFile(path, date, rows, file.written(), List.copyOf(batches)));
      rows = 0;
      batches.clear();
    }

    void finish() throws IOException {
      endFile();
      compressor.close();
    }
  }
}
