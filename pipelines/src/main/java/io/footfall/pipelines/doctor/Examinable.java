package io.footfall.pipelines.doctor;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import java.io.PrintStream;

/** A command whose runs {@code doctor} can examine before they start. */
public interface Examinable extends Command {

  /**
   * Examines a run, and prints what it finds.
   *
   * @return 0 if the run can start, otherwise the status that it would end with
   */
  int examine(Arguments arguments, PrintStream out);
}
