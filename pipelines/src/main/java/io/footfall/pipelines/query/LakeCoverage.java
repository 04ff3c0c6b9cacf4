package io.footfall.pipelines.query;

import io.footfall.dataset.Datasets;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The extent of a lake, which explains why a result is empty.
 *
 * @param exists whether its directory exists; a bucket has no directories, and always does
 * @param batches number of sealed batches
 * @param first the first day with records
 * @param last the last day with records
 */
public record LakeCoverage(
    boolean exists, int batches, Optional<LocalDate> first, Optional<LocalDate> last) {

  /**
   * Reads the seals of a lake.
   *
   * @throws IOException if they cannot be read
   */
  public static LakeCoverage of(String lake) throws IOException {
    boolean exists = !OutputFiles.isLocal(lake) || Files.isDirectory(Path.of(lake));
    int batches = 0;
    Optional<LocalDate> first = Optional.empty();
    Optional<LocalDate> last = Optional.empty();
    for (String dataset : exists ? Datasets.names() : List.<String>of()) {
      List<Seal> seals = LakeFolder.of(lake, dataset).seals();
      batches += seals.size();
      for (LakeFile file : LakeFolder.liveFiles(seals)) {
        LocalDate day = file.date();
        first = first.filter(before -> before.isBefore(day)).or(() -> Optional.of(day));
        last = last.filter(before -> before.isAfter(day)).or(() -> Optional.of(day));
      }
    }
    return new LakeCoverage(exists, batches, first, last);
  }

  /**
   * Returns whether a directory is a lake: whether it has a sealed batch.
   *
   * @param directory a directory or a file, which need not exist
   */
  public static boolean isLake(String directory) {
    try {
      return of(directory).batches() > 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns a sentence that explains that a directory is not a lake.
   *
   * @param name the name of the directory to display
   */
  public static String noBatch(String name) {
    return ("No sealed batch in %s. Check --lake, or write a batch with footfall %s FILES"
            + " --output=DIR --lake=DIR.")
        .formatted(name, Datasets.names().get(0));
  }

  /**
   * Returns whether a lake has a sealed batch, without opening a seal.
   *
   * @throws IOException if the directories of the seals cannot be listed
   */
  public static boolean hasBatch(String lake) throws IOException {
    for (String dataset : Datasets.names()) {
      if (!LakeFolder.of(lake, dataset).sealed().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Returns why a source with this lake has no records: one or two sentences. */
  public String whyEmpty(QuerySource source) {
    String name = source.label();
    if (!exists) {
      return LakeFolder.missing(Objects.requireNonNull(source.lake()), name).orElse("")
          + " Check --lake.";
    }
    if (batches == 0) {
      return noBatch(name);
    }
    if (first.isEmpty() || last.isEmpty()) {
      return (source.files() == null ? "The batches in " + name : "The files ")
          + " have no records: all were rejected or skipped.";
    }
    return "No data"
        + source.days()
        + ". The "
        + (source.files() == null ? "lake covers " : "files cover ")
        + (first.equals(last) ? first.get() : first.get() + " to " + last.get())
        + ".";
  }
}
