package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Durations;
import io.footfall.transforms.backup.BackUpSource;
import io.footfall.transforms.lake.WriteLake;
import io.footfall.transforms.stream.WriteRejects;
import io.footfall.transforms.stream.WriteWindows;
import io.footfall.transforms.warehouse.LoadWarehouse;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.PCollection;

/** The list of the sinks of a stream: another one is a method and a line. */
final class StreamSinks {
  private static final List<Kind> ALL =
      List.of(StreamSinks::backup, StreamSinks::windows, StreamSinks::lake, StreamSinks::rejects);

  private StreamSinks() {}

  @FunctionalInterface
  private interface Kind {
    Stream<StreamSink> of(CountSettings run, StreamOwnership ownership);
  }

  /**
   * Returns the sinks that the options name.
   *
   * @throws FootfallException if an option is invalid
   */
  static List<StreamSink> of(CountSettings run, StreamOwnership ownership) {
    return ALL.stream().flatMap(kind -> kind.of(run, ownership)).toList();
  }

  private static Stream<StreamSink> backup(CountSettings run, StreamOwnership ownership) {
    String folder = run.options().getBackup();
    Dataset<?> dataset = run.dataset();
    return folder == null
        ? Stream.empty()
        : Stream.of(
            (blocks, counted) ->
                blocks.apply(
                    "BackUpSource",
                    BackUpSource.ofMessages(
                        CountCommand.backup(folder, dataset.name()), dataset, run.reading())));
  }

  private static Stream<StreamSink> windows(CountSettings run, StreamOwnership ownership) {
    return WindowSinks.of(run.options()).stream()
        .map(
            sink ->
                (blocks, counted) ->
                    counted
                        .getReports()
                        .apply(
                            sink.step(),
                            WriteWindows.to(sink, run.dataset()).withOwner(ownership.owner(sink))));
  }

  /** Writes the lake, and loads its sealed batches into a warehouse if there is one. */
  private static Stream<StreamSink> lake(CountSettings run, StreamOwnership ownership) {
    CountOptions options = run.options();
    String folder = options.getLake();
    if (folder == null) {
      return Stream.empty();
    }
    Dataset<?> dataset = run.dataset();
    WriteLake unowned =
        WriteLake.to(dataset, LakeBatch.ofStream(dataset.name(), folder, options))
            .withEvery(Durations.parse("lakeEvery", options.getLakeEvery()));
    WriteLake write = ownership.lake().map(unowned::withOwner).orElse(unowned);
    return Stream.of(
        (blocks, counted) -> {
          PCollection<String> batches = counted.getRecords().apply("WriteLake", write);
          run.load()
              .ifPresent(
                  load ->
                      batches.apply(
                          "LoadWarehouse",
                          LoadWarehouse.into(
                                  load.warehouse(), dataset, Directory.of("--lake", folder).path())
                              .withSettings(load.settings())));
        });
  }

  private static Stream<StreamSink> rejects(CountSettings run, StreamOwnership ownership) {
    CountOptions options = run.options();
    String output = options.getOutput();
    String folder = options.getRejects();
    if (folder == null && output == null) {
      throw FootfallException.usage(
          "--rejects is required without --output, for example --rejects=rejects.");
    }
    String rejects =
        folder != null ? folder : (String.valueOf(output).replaceFirst("/$", "") + "/rejects");
    return Stream.of(
        (blocks, counted) ->
            counted
                .getRejects()
                .apply("WriteRejects", WriteRejects.to(rejects, run.dataset().name())));
  }
}
