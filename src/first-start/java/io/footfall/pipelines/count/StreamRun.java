package io.footfall.pipelines.count;

import io.footfall.errors.FirstStart;
import java.io.PrintStream;

/** Stands in for the class that needs Flink and AWS clients. */
final class StreamRun {
  private StreamRun() {}

  static int run(CountSettings settings, PrintStream out) {
    throw FirstStart.lacks("streams");
  }
}
