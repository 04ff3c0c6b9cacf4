package io.footfall.pipelines.count;

import io.footfall.errors.FirstStart;
import java.io.PrintStream;

/** Stands in for the class that needs Flink and AWS clients. */
final class RunPlans {
  private RunPlans() {}

  static int examine(CountSettings settings, PrintStream out) {
    throw FirstStart.lacks("the checks of doctor");
  }

  static void checkBeforeRun(CountSettings settings) {
    throw FirstStart.lacks("Flink clusters");
  }
}
