package io.footfall.pipelines.replay;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.pipelines.load.LakeLoadSettings;
import io.footfall.pipelines.load.LoadAfterRun;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.SinkOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowSink;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code footfall replay}, parsed and validated.
 *
 * @param dataset the dataset of the records
 * @param rejects the directory of rejects, as typed
 * @param lake the lake that receives the valid records
 * @param csv how CSV records are read
 * @param json how JSON records are read
 * @param fix the edit of the text of each record
 * @param load the load that the replay ends with
 * @param streamOutput the output directory of the stream whose windows are recomputed, as typed
 * @param sink the database of that stream
 * @param deduplicates whether that stream deduplicates
 * @param key the columns by which it finds duplicates; empty for the default
 * @param beam the options for Beam
 */
record ReplaySettings(
    Dataset<?> dataset,
    String rejects,
    LakeSettings lake,
    ReadSettings csv,
    ReadSettings json,
    Fix fix,
    Optional<LoadAfterRun> load,
    Optional<String> streamOutput,
    Optional<WindowSink> sink,
    boolean deduplicates,
    List<String> key,
    PipelineOptions beam) {

  /** The column that a record may have in place of others. */
  private static final String STAND_IN = "amount";

  /** Validates the arguments, and opens the file systems. */
  static ReplaySettings of(Arguments arguments) {
    ReplayOptions options = arguments.options(ReplayOptions.class);
    Problems problems = arguments.problems();
    if (options.getRejects() == null) {
      problems.add("--rejects is required, for example --rejects=report/rejects.");
    }
    if (options.getDataset() == null) {
      problems.add("--dataset is required: " + Datasets.choices() + ".");
    }
    if (options.getLake() == null) {
      problems.add("--lake is required, for example --lake=lake.");
    }
    List<String> names = DatasetOptions.names(options, arguments.values(), problems);
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    Optional<LoadAfterRun> load =
        LakeLoadSettings.afterRun(options, options.getLake(), false, problems);
    Optional<LakeSettings> lake =
        LakeSettings.of(options.getLake(), options, ReplayOptions.class, problems);
    @Nullable String columns = options.getColumns();
    boolean mapped = columns != null && columns.contains("=");
    ReadSettings reading =
        mapped
            ? ReadingOptions.settings(options, problems)
            : ReadingOptions.dialect(options, problems);
    reading = reading.withSelection(reading.selection().withKey(List.of()));
    Fix fix =
        problems.check(
            () -> options.getFix() == null ? Fix.NONE : Fix.parse(options.getFix()), Fix.NONE);
    String key = options.getDeduplicateBy();
    boolean deduplicates = DeduplicationOptions.deduplicates(options);
    if (options.getStreamOutput() == null) {
      problems.refuse(
          List.of("sink", "deduplicate", "deduplicateBy"),
          arguments.values(),
          "applies to the windows of a stream. Set --streamOutput=DIR too.");
    }
    Optional<WindowSink> sink =
        problems.check(() -> SinkOptions.sink(options.getSink()), Optional.empty());
    arguments.complete(options);
    Dataset<?> dataset = Datasets.named(names.get(0), zone);
    return new ReplaySettings(
        dataset,
        String.valueOf(options.getRejects()),
        lake.orElseThrow(),
        reading
            .withEncoding(ReadSettings.Encoding.CSV)
            .withMapping(Map.of())
            .withoutHeader(
                columns != null && !mapped ? ReadingOptions.names(columns) : columns(dataset)),
        reading.withEncoding(ReadSettings.Encoding.JSON),
        fix,
        load,
        Optional.ofNullable(options.getStreamOutput()),
        sink,
        deduplicates,
        key == null ? List.of() : ReadingOptions.names(key),
        options);
  }

  private static List<String> columns(Dataset<?> dataset) {
    return dataset.schema().columns().stream()
        .map(ColumnSpec::name)
        .filter(column -> !column.equals(STAND_IN))
        .toList();
  }
}
