package io.footfall.pipelines.count;

import io.footfall.rejects.Reject;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.count.SummarizeFiles;
import io.footfall.transforms.count.SummarizeMessages;
import io.footfall.transforms.count.WindowReports;
import io.footfall.transforms.stream.WriteWindows;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.POutput;

/** The graphs of the product. Every step has its options already: this only connects them. */
final class CountPipeline {
  private CountPipeline() {}

  /** Returns the graph of files: everything is committed at once. */
  static Pipeline build(
      PipelineOptions options,
      PTransform<PBegin, PCollection<RecordBlock>> read,
      SummarizeFiles summarize) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("ReadRecords", read).apply("CountRecords", summarize);
    return pipeline;
  }

  /**
   * The steps of a stream.
   *
   * @param read reads the messages
   * @param backup keeps them as they came
   * @param summarize counts them per window
   * @param sinks take the reports of windows, by the name of the step
   * @param lake takes the good records; its output are sealed batches
   * @param warehouse loads the sealed batches
   * @param rejects takes the rejected records
   */
  record StreamSteps(
      PTransform<PBegin, PCollection<RecordBlock>> read,
      Optional<PTransform<PCollection<RecordBlock>, PCollection<String>>> backup,
      SummarizeMessages summarize,
      Map<String, WriteWindows> sinks,
      Optional<PTransform<PCollection<KV<Long, byte[]>>, PCollection<String>>> lake,
      Optional<PTransform<PCollection<String>, ? extends POutput>> warehouse,
      PTransform<PCollection<Reject>, PCollection<String>> rejects) {}

  /** Returns the graph of a stream: each window is committed on its own. */
  static Pipeline build(PipelineOptions options, StreamSteps steps) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<RecordBlock> messages = pipeline.apply("ReadRecords", steps.read());
    steps.backup().ifPresent(backup -> messages.apply("BackUpSource", backup));
    WindowReports found = messages.apply("CountRecords", steps.summarize());
    steps.sinks().forEach((name, sink) -> found.getReports().apply(name, sink));
    steps
        .lake()
        .map(lake -> found.getRecords().apply("WriteLake", lake))
        .ifPresent(
            batches ->
                steps
                    .warehouse()
                    .ifPresent(warehouse -> batches.apply("LoadWarehouse", warehouse)));
    found.getRejects().apply("WriteRejects", steps.rejects());
    return pipeline;
  }
}
