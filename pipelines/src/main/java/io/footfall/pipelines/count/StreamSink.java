package io.footfall.pipelines.count;

import io.footfall.transforms.count.CountedRecords;

/** Something that keeps what a stream brings: its blocks, window reports, records or rejects. */
@FunctionalInterface
interface StreamSink {
  /** Adds the steps of the sink to the graph. */
  void attach(CountedRecords counted);
}
