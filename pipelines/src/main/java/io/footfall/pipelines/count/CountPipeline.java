package io.footfall.pipelines.count;

import io.footfall.stream.RecordBlock;
import io.footfall.transforms.count.SummarizeFiles;
import io.footfall.transforms.count.SummarizeMessages;
import io.footfall.transforms.count.WindowReports;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

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

  /** Returns the graph of a stream: each window is committed on its own. */
  static Pipeline build(
      PipelineOptions options,
      PTransform<PBegin, PCollection<RecordBlock>> read,
      SummarizeMessages summarize,
      List<StreamSink> sinks) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<RecordBlock> blocks = pipeline.apply("ReadRecords", read);
    WindowReports counted = blocks.apply("CountRecords", summarize);
    sinks.forEach(sink -> sink.attach(blocks, counted));
    return pipeline;
  }
}
