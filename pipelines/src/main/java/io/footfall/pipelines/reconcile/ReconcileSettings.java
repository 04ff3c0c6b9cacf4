package io.footfall.pipelines.reconcile;

import io.footfall.files.OutputFiles;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.records.ReadSettings;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The validated settings of the {@code reconcile} command.
 *
 * @param output the output directory of the stream, as typed
 * @param paths the files
 * @param dataset the dataset of the records; empty to detect it from the windows
 * @param zone the time zone
 * @param reading how the files are read
 * @param late how late records are read, apart from their columns
 * @param messageColumns the columns of CSV messages; empty for the default
 * @param rejects the directory of the stream's rejects
 * @param deduplicates whether duplicates count once
 * @param beam the options for Beam
 */
record ReconcileSettings(
    String output,
    List<String> paths,
    Optional<String> dataset,
    ZoneId zone,
    ReadSettings reading,
    ReadSettings late,
    Optional<List<String>> messageColumns,
    String rejects,
    boolean deduplicates,
    PipelineOptions beam) {

  /** Validates the arguments, and opens the file systems. */
  static ReconcileSettings of(Arguments arguments) {
    ReconcileOptions options = arguments.options(ReconcileOptions.class);
    Problems problems = arguments.problems();
    if (options.getStreamOutput() == null) {
      problems.add("--streamOutput is required: the --output of the stream.");
    }
    if (options.getInput() == null) {
      problems.add("--input is required: the files with the records of the stream.");
    }
    List<String> paths =
        problems.check(() -> InputOptions.paths(String.valueOf(options.getInput())), List.of());
    DatasetOptions.names(options, arguments.values(), problems);
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    ReadSettings reading = ReadingOptions.settings(options, problems);
    ReadSettings dialect = ReadingOptions.dialect(options, problems);
    arguments.complete(options);
    String output = String.valueOf(options.getStreamOutput());
    return new ReconcileSettings(
        output,
        paths,
        Optional.ofNullable(options.getDataset()),
        zone,
        reading,
        dialect.withSelection(dialect.selection().withKey(List.of())),
        Optional.ofNullable(options.getMessageColumns()).map(ReadingOptions::names),
        options.getRejects() != null
            ? options.getRejects()
            : OutputFiles.directory(output) + "rejects",
        DeduplicationOptions.deduplicates(options),
        options);
  }
}
