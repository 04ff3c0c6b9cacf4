package io.footfall.lake;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.ContentId;
import io.footfall.files.OutputFiles;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes large files of small ones: day by day, the files of a day that are shorter than half of
 * what a file may be become as few as possible. The records keep the batches that they came with.
 *
 * <p>A crash at any moment loses and doubles nothing for who goes by the seals: the new files count
 * once their seal is there, and from then on the old ones do not. The next compaction removes what
 * the one that crashed has left, and what runs have left that were killed ({@link
 * LakeFolder#removeAbandoned}). One compaction of a dataset at a time.
 *
 * @param folder the dataset's folder
 * @param schema the columns of its files
 * @param fileBytes how long a file may become
 * @param version which Footfall
 */
public record Compaction(LakeFolder folder, ParquetSchema schema, long fileBytes, String version) {
  private static final String PREFIX = "compaction-";
  private static final String TEMPORARY = ".footfall-compaction/";
  private static final int LEVEL = 3;
  private static final int ID_BYTES = 12;
  private static final int MOST_ROWS = 1 << 20;
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final int ROWS_BETWEEN_CHECKS = 1 << 12;

  /**
   * What was done.
   *
   * @param date the day
   * @param before how many files there were
   * @param after how many there are instead
   * @param rows how many records they have
   * @param bytesBefore how long the files were
   * @param bytesAfter how long they are
   */
  public record Day(
      LocalDate date, int before, int after, long rows, long bytesBefore, long bytesAfter) {}

  /** Whether what is sealed under this id can be a compaction; a batch can be named so too. */
  public static boolean isOne(String id) {
    return id.startsWith(PREFIX);
  }

  /**
   * Compacts all days.
   *
   * @return those that had several small files
   */
  public List<Day> run() throws IOException {
    List<Seal> seals = folder.seals();
    removeLeftovers(seals);
    Map<LocalDate, List<LakeFile>> small = new TreeMap<>();
    for (LakeFile file : LakeFolder.liveFiles(seals)) {
      if (file.bytes() < fileBytes / 2) {
        small.computeIfAbsent(file.date(), date -> new ArrayList<>()).add(file);
      }
    }
    List<Day> days = new ArrayList<>();
    for (Map.Entry<LocalDate, List<LakeFile>> day : small.entrySet()) {
      if (day.getValue().size() > 1) {
        days.add(compact(day.getKey(), day.getValue()));
      }
    }
    return days;
  }

  /** Removes what is not there any more, or never was, by the seals. */
  private void removeLeftovers(List<Seal> seals) throws IOException {
    OutputFiles.deleteFolder(folder.path() + TEMPORARY);
    Set<String> replaced = new HashSet<>();
    Set<String> alive = new HashSet<>();
    for (Seal seal : seals) {
      seal.replaces().forEach(path -> replaced.add(folder.path() + path));
      seal.files().forEach(file -> alive.add(folder.path() + file.path()));
    }
    List<String> dead = new ArrayList<>();
    for (String date : OutputFiles.folders(folder.path())) {
      if (date.startsWith(LakeFile.PARTITION)) {
        String day = folder.path() + date + "/";
        for (String file : OutputFiles.list(day, "*.parquet")) {
          boolean isCompaction = file.startsWith(PREFIX, day.length());
          if (replaced.contains(file) || (isCompaction && !alive.contains(file))) {
            dead.add(file);
          }
        }
      }
    }
    OutputFiles.delete(dead);
    folder.removeAbandoned(Instant.now());
  }

  private Day compact(LocalDate date, List<LakeFile> files) throws IOException {
    files.sort(Comparator.comparing(LakeFile::path));
    String id = PREFIX + id(files);
    List<LakeFile> made = new ArrayList<>();
    List<String> temporary = new ArrayList<>();
    Output output = new Output(date, id, made, temporary);
    for (LakeFile file : files) {
      output.append(file);
    }
    output.finish();
    long rows = files.stream().mapToLong(LakeFile::rows).sum();
    long rowsMade = made.stream().mapToLong(LakeFile::rows).sum();
    if (rows != rowsMade) {
      throw new IOException(
          "The files of "
              + date
              + " should have "
              + rows
              + " records by their seals, and have "
              + rowsMade
              + ": nothing was changed");
    }
    for (int i = 0; i < made.size(); i++) {
      OutputFiles.rename(temporary.get(i), folder.resolve(made.get(i)));
    }
    folder.seal(
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
            List.of()));
    OutputFiles.delete(files.stream().map(folder::resolve).toList());
    OutputFiles.deleteFolder(folder.path() + TEMPORARY);
    return new Day(
        date,
        files.size(),
        made.size(),
        rows,
        files.stream().mapToLong(LakeFile::bytes).sum(),
        made.stream().mapToLong(LakeFile::bytes).sum());
  }

  /** The same files become the same compaction. */
  private static String id(List<LakeFile> files) {
    ContentId id = new ContentId();
    files.forEach(file -> id.addLine(file.path()));
    return id.hex(ID_BYTES);
  }

  /** The files that are made of a day. */
  private final class Output {
    private final LocalDate date;
    private final String id;
    private final List<LakeFile> made;
    private final List<String> temporary;
    private final Set<String> batches = new TreeSet<>();
    private ParquetFileWriter file;
    private RowGroupWriter group;
    private ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
    private long rows;

    Output(LocalDate date, String id, List<LakeFile> made, List<String> temporary)
        throws IOException {
      this.date = date;
      this.id = id;
      this.made = made;
      this.temporary = temporary;
      file = open();
      group = new RowGroupWriter(schema, compressor);
    }

    private ParquetFileWriter open() throws IOException {
      String name = folder.path() + TEMPORARY + id + "-" + temporary.size();
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
      try (ParquetRows in = folder.open(from, schema)) {
        while (in.next()) {
          in.copyRow(group);
          if (group.rows() == MOST_ROWS
              || (group.rows() % ROWS_BETWEEN_CHECKS == 0 && group.memory() > ROW_GROUP_BYTES)) {
            endGroup();
          }
        }
      }
    }

    private void endGroup() throws IOException {
      if (group.rows() == 0) {
        return;
      }
      byte[] packed = group.finish();
      byte[] withSlack = Arrays.copyOf(packed, packed.length + 2 * ByteSlices.SLACK);
      rows += file.append(new ByteInput(withSlack, 0, packed.length));
      group = new RowGroupWriter(schema, compressor);
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
