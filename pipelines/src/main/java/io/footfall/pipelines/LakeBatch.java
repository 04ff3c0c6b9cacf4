package io.footfall.pipelines;

import io.footfall.bytes.ContentId;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.Seal;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The batch of a lake that a run writes, as its options say it. */
final class LakeBatch {
  private static final int ID_BYTES = 8;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KB|MB|GB)?");

  private LakeBatch() {}

  /**
   * Where the records go besides, if {@code --lake} says so.
   *
   * @param run the id of the run
   * @param files what is read
   * @throws io.footfall.errors.FootfallException if the batch is there already
   */
  static Optional<LakeTarget> of(
      String dataset, CountOptions options, String run, List<InputFile> files) {
    String lake = options.getLake();
    if (lake == null) {
      if (options.getBatch() != null) {
        throw ReportCommand.usage("--batch names a batch of a lake; say which with --lake=FOLDER.");
      }
      return Optional.empty();
    }
    String named = options.getBatch();
    if (named != null && !Seal.isBatchId(named)) {
      throw ReportCommand.usage(
          "--batch="
              + named
              + " is no name of a batch; expected 1 to 128 letters, digits, dots, hyphens and underscores.");
    }
    LakeTarget target =
        target(
                dataset,
                lake,
                options,
                CountOptions.class,
                named != null ? named : id(dataset, files),
                run)
            .withOverwrite(options.getOverwrite());
    try {
      target.lake().removeOrphans(Instant.now());
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "The lake "
              + target.folder()
              + " cannot be used: "
              + FootfallException.reason(e)
              + ". Choose another with --lake.",
          e);
    }
    BatchCommit.checkNew(target);
    return Optional.of(target);
  }

  /** Where the records of a stream go: batches are named after what is in them. */
  static LakeTarget ofStream(String dataset, String lake, CountOptions options) {
    if (options.getBatch() != null) {
      throw ReportCommand.usage(
          "--batch names the one batch that files make; a stream makes one every --lakeEvery.");
    }
    return target(dataset, lake, options, CountOptions.class, "stream", "stream");
  }

  /** A batch of this id. */
  static <T extends ValueOptions & LakeFileOptions> LakeTarget target(
      String dataset, String lake, T options, Class<T> type, String batch, String run) {
    return LakeTarget.of(LakeFolder.of(ReportCommand.folder("--lake", lake), dataset), batch, run)
        .withAbout(options.getZone(), Footfall.version(), OptionTable.of(type).inForce(options))
        .withFileBytes(fileBytes(options.getTargetFileSize()));
  }

  /**
   * Returns the names of the datasets that an option selects: one, or all.
   *
   * @throws io.footfall.errors.FootfallException if there is no such dataset
   */
  static List<String> datasets(@Nullable String option) {
    return option == null
        ? Datasets.names()
        : List.of(Datasets.named(option, ZoneOffset.UTC).name());
  }

  /** How long a file may become. */
  static long fileBytes(String size) {
    Matcher parts = SIZE.matcher(size.toUpperCase(Locale.ROOT));
    long bytes = 0;
    if (parts.matches()) {
      int unit = parts.group(2) == null ? 0 : "BKMG".indexOf(parts.group(2).charAt(0));
      bytes = Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * unit));
    }
    if (bytes < 1) {
      throw ReportCommand.usage(
          "--targetFileSize="
              + size
              + " is no size; expected a number and KB, MB or GB, such as 128MB.");
    }
    return bytes;
  }

  /**
   * The same files are the same batch: who counts them again does not have them twice. A file that
   * has changed is another one.
   */
  private static String id(String dataset, List<InputFile> files) {
    ContentId id = new ContentId().addLine(dataset);
    files.stream()
        .sorted(Comparator.comparing(InputFile::name))
        .forEach(
            file ->
                id.addLine(file.name())
                    .addLine(Long.toString(file.size()))
                    .addLine(Long.toString(file.lastModifiedMillis())));
    return id.hex(ID_BYTES);
  }
}
