package io.footfall.pipelines.count;

import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.read.ReadRecords;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The graph of the product, for files, lakes, watched directories, Kafka and Kinesis. Every step
 * has its options already: this only connects them.
 */
final class CountPipeline {
  private CountPipeline() {}

  /** Returns the graph of files: everything is committed at once. */
  static Pipeline build(
      PipelineOptions options, ReadRecords read, CountRecords count, CommitReport commit) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("ReadRecords", read).apply("CountRecords", count).apply("CommitReport", commit);
    return pipeline;
  }

  /** Returns the graph of a stream: each window is committed on its own. */
  static Pipeline build(
      PipelineOptions options, ReadRecords read, CountRecords count, List<StreamSink> sinks) {
    Pipeline pipeline = Pipeline.create(options);
    CountedRecords counted = pipeline.apply("ReadRecords", read).apply("CountRecords", count);
    sinks.forEach(sink -> sink.attach(counted));
    return pipeline;
  }
}
