package io.footfall.pipelines;

import io.footfall.errors.FirstStart;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.compact.CompactCommand;
import io.footfall.pipelines.count.CountCommand;
import io.footfall.pipelines.count.ExplainCommand;
import io.footfall.pipelines.generate.GenerateCommand;
import io.footfall.pipelines.reconcile.ReconcileCommand;
import io.footfall.pipelines.rejects.RejectsCommand;
import io.footfall.pipelines.replay.ReplayCommand;
import java.util.ArrayList;
import java.util.List;

/** Stands in for the list of commands. Those that need DuckDB, AWS clients or Jetty are absent. */
final class CommandList {
  /** What to do if a command is not in the list; a sentence. */
  static final String ADVICE =
      "The build of the first start does not have every command. " + FirstStart.ADVICE;

  private CommandList() {}

  static List<Command> of(List<CountCommand> counts) {
    List<Command> all = new ArrayList<>(counts);
    all.add(new ReconcileCommand());
    all.add(new RejectsCommand());
    all.add(new ReplayCommand());
    all.add(new CompactCommand());
    all.add(new GenerateCommand());
    all.add(new ExplainCommand(counts));
    all.add(new PresetsCommand());
    all.add(new CompletionCommand());
    all.add(new HelpCommand());
    return List.copyOf(all);
  }
}
