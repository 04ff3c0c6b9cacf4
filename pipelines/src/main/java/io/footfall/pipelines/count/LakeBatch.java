package io.footfall.pipelines.count;

import io.footfall.bytes.ContentId;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The batch of a lake that a run writes. */
final class LakeBatch {
  private static final int ID_BYTES = 8;

  private LakeBatch() {}

  /**
   * Returns the batch for the records of files; empty without {@code --lake}.
   *
   * @param run the id of the run
   * @param files what is read
   * @throws io.footfall.errors.FootfallException if the batch is there already
   */
  static Optional<LakeTarget> of(CountSettings settings, String run, List<InputFile> files) {
    if (settings.lake().isEmpty()) {
      return Optional.empty();
    }
    String dataset = settings.dataset().name();
    LakeTarget target =
        settings
            .lake()
            .get()
            .target(dataset, settings.batch().orElseGet(() -> id(dataset, files)), run)
            .withOverwrite(settings.overwrite());
    try {
      target.lake().removeOrphans(Instant.now());
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "Cannot use the lake "
              + target.folder()
              + ": "
              + FootfallException.reason(e)
              + ". Choose another --lake.",
          e);
    }
    BatchCommit.checkNew(target);
    return Optional.of(target);
  }

  /** Returns the batches for a stream, which are named after their content. */
  static LakeTarget ofStream(CountSettings settings, LakeSettings lake) {
    return lake.target(settings.dataset().name(), "stream", "stream");
  }

  /**
   * Returns the same ID for the same files, so that a second run does not duplicate them. A file
   * that has changed is another one.
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
