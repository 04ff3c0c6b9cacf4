package io.footfall.pipelines.count;

import io.footfall.stream.RecordBlock;
import io.footfall.transforms.count.WindowReports;
import org.apache.beam.sdk.values.PCollection;

/** Something that keeps what a stream brings: its blocks, window reports, records or rejects. */
@FunctionalInterface
interface StreamSink {
  /** Adds the steps of the sink to the graph. */
  void attach(PCollection<RecordBlock> blocks, WindowReports counted);
}
