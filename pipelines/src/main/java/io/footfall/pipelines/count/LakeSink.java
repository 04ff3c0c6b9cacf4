package io.footfall.pipelines.count;

import io.footfall.bytes.ContentId;
import io.footfall.errors.FootfallException;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.lake.RegisterLake;
import io.footfall.transforms.lake.WriteLake;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.PCollection;

/** Writes the records of a run to a lake. */
class LakeSink implements Sink {
  private static final int ID_BYTES = 8;

  private final CountRun run;
  private final LakeSettings lake;
  private final LakeTarget target;

  LakeSink(LakeSettings lake, CountRun run) {
    this.run = run;
    this.lake = lake;
    String dataset = run.dataset().name();
    target =
        run.target().isEmpty()
            // The batches of a stream are named after their content.
            ? lake.target(dataset, "stream", "stream")
            : lake.target(
                    dataset,
                    run.settings().batch().orElseGet(() -> id(dataset, run.files())),
                    run.target().get().runId())
                .withOverwrite(run.settings().overwrite());
  }

  /** Returns the sink of a run; empty without a lake, or if {@link WarehouseSink} writes it. */
  static Stream<LakeSink> of(CountRun run) {
    return run.settings().load().isPresent()
        ? Stream.empty()
        : run.settings().lake().map(lake -> new LakeSink(lake, run)).stream();
  }

  /** Returns the target of the batches. */
  final LakeTarget target() {
    return target;
  }

  @Override
  public final Optional<String> place() {
    return Optional.of("lake in " + TerminalText.near(lake.option()));
  }

  @Override
  public final Optional<String> prepare() {
    if (run.target().isEmpty()) {
      return Optional.empty();
    }
    new Directory("--lake", target.folder()).checkWritable();
    try {
      target.lake().removeOrphans(Instant.now());
    } catch (IOException e) {
      throw FootfallException.io(
          "Cannot use the lake " + target.folder(), e, "Choose another --lake.");
    }
    BatchCommit.checkNew(target);
    return Optional.of(target.temporaryFolder());
  }

  @Override
  public final CountRecords extend(CountRecords count) {
    return count.withLake(target);
  }

  @Override
  public final void attach(CountedRecords counted) {
    WriteLake unowned =
        WriteLake.to(run.dataset(), target)
            .withEvery(run.settings().stream().orElseThrow().lakeEvery());
    PCollection<String> batches =
        counted
            .getRecords()
            .apply("WriteLake", run.ownership().lake().map(unowned::withOwner).orElse(unowned));
    lake.iceberg()
        .ifPresent(
            catalog ->
                batches.apply(
                    "RegisterLake", RegisterLake.in(catalog, run.dataset(), lake.path())));
    attach(batches);
  }

  /** Adds steps that use the batches that a stream seals. */
  void attach(PCollection<String> batches) {}

  /**
   * Returns the ID of the batch of files. The same files have the same ID, so that a second run
   * does not duplicate their records. A changed file changes the ID.
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
