package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.transforms.backup.BackUpSource;
import io.footfall.transforms.lake.RegisterLake;
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

  /** Returns the sinks of a run. */
  static List<StreamSink> of(CountSettings run, StreamOwnership ownership) {
    return ALL.stream().flatMap(kind -> kind.of(run, ownership)).toList();
  }

  private static Stream<StreamSink> backup(CountSettings run, StreamOwnership ownership) {
    return run.backupFolder().stream()
        .map(
            folder ->
                counted ->
                    counted
                        .getBlocks()
                        .apply(
                            "BackUpSource",
                            BackUpSource.ofMessages(folder, run.dataset(), run.reading())));
  }

  private static Stream<StreamSink> windows(CountSettings run, StreamOwnership ownership) {
    return run.sinks().stream()
        .map(
            sink ->
                counted ->
                    counted
                        .getResults()
                        .apply(
                            sink.step(),
                            WriteWindows.to(sink, run.dataset()).withOwner(ownership.owner(sink))));
  }

  /** Writes the lake, and loads its sealed batches into a warehouse if there is one. */
  private static Stream<StreamSink> lake(CountSettings run, StreamOwnership ownership) {
    return run.lake().stream().map(lake -> to(lake, run, ownership));
  }

  private static StreamSink to(LakeSettings lake, CountSettings run, StreamOwnership ownership) {
    Dataset<?> dataset = run.dataset();
    WriteLake unowned =
        WriteLake.to(dataset, LakeBatch.ofStream(run, lake))
            .withEvery(run.stream().orElseThrow().lakeEvery());
    WriteLake write = ownership.lake().map(unowned::withOwner).orElse(unowned);
    return counted -> {
      PCollection<String> batches = counted.getRecords().apply("WriteLake", write);
      lake.iceberg()
          .ifPresent(
              catalog ->
                  batches.apply("RegisterLake", RegisterLake.in(catalog, dataset, lake.path())));
      run.load()
          .ifPresent(
              load ->
                  batches.apply(
                      "LoadWarehouse",
                      LoadWarehouse.into(load.warehouse(), dataset, lake.path())
                          .withSettings(load.settings())));
    };
  }

  private static Stream<StreamSink> rejects(CountSettings run, StreamOwnership ownership) {
    String rejects =
        run.rejects()
            .orElseGet(() -> run.output().orElseThrow().replaceFirst("/$", "") + "/rejects");
    return Stream.of(
        counted ->
            counted
                .getRejects()
                .apply("WriteRejects", WriteRejects.to(rejects, run.dataset().name())));
  }
}
