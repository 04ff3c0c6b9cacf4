package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.pipelines.runner.Runners;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles.InputFile;
import java.util.List;
import java.util.Optional;

/**
 * A run that counts a dataset, with the information that its sinks need.
 *
 * @param settings the validated options
 * @param files the files to read; empty for a stream
 * @param target where the report of files is written; empty for a stream
 * @param ownership the claims of a stream on its outputs
 */
record CountRun(
    CountSettings settings,
    List<InputFile> files,
    Optional<ReportTarget> target,
    StreamOwnership ownership) {

  /** Returns a run that counts files into a report. */
  static CountRun ofFiles(CountSettings settings, List<InputFile> files, ReportTarget target) {
    return new CountRun(settings, files, Optional.of(target), StreamOwnership.none());
  }

  static CountRun ofStream(CountSettings settings, StreamOwnership ownership) {
    return new CountRun(settings, List.of(), Optional.empty(), ownership);
  }

  /** Returns the dataset that is counted. */
  Dataset<?> dataset() {
    return settings.dataset();
  }

  /**
   * Returns whether the run is on a cluster, whose workers may reach systems that this process
   * cannot.
   */
  boolean isInCluster() {
    return Runners.cluster(settings.arguments().values()).isPresent();
  }
}
