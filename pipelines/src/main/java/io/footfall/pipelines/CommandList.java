package io.footfall.pipelines;

import io.footfall.pipelines.check.CheckCommand;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.compact.CompactCommand;
import io.footfall.pipelines.count.CountCommand;
import io.footfall.pipelines.count.ExplainCommand;
import io.footfall.pipelines.doctor.DoctorCommand;
import io.footfall.pipelines.generate.GenerateCommand;
import io.footfall.pipelines.insight.HtmlReportCommand;
import io.footfall.pipelines.inspect.InspectCommand;
import io.footfall.pipelines.load.LoadCommand;
import io.footfall.pipelines.publish.PublishCommand;
import io.footfall.pipelines.query.QueryCommand;
import io.footfall.pipelines.reconcile.ReconcileCommand;
import io.footfall.pipelines.rejects.RejectsCommand;
import io.footfall.pipelines.replay.ReplayCommand;
import io.footfall.pipelines.serve.ServeCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of commands. Dispatch, help, the launcher, shell completion and the man page are derived
 * from it. The first start has a list of its own: {@code src/first-start}.
 */
final class CommandList {
  /** What to do if a command is not in the list; a sentence. */
  static final String ADVICE = "Run 'footfall help' to list the commands.";

  private CommandList() {}

  /**
   * Returns the commands, in the order in which help lists them.
   *
   * @param counts the commands of the datasets, which come first
   */
  static List<Command> of(List<CountCommand> counts) {
    List<Command> all = new ArrayList<>(counts);
    all.add(new PublishCommand());
    all.add(new ReconcileCommand());
    all.add(new RejectsCommand());
    all.add(new ReplayCommand());
    all.add(new CompactCommand());
    all.add(new LoadCommand());
    all.add(new QueryCommand());
    all.add(new HtmlReportCommand());
    all.add(new ServeCommand());
    all.add(new CheckCommand());
    all.add(new GenerateCommand());
    all.add(new DoctorCommand(List.copyOf(counts)));
    all.add(new ExplainCommand(counts));
    all.add(new InspectCommand());
    all.add(new PresetsCommand());
    all.add(new DemoCommand());
    all.add(new CompletionCommand());
    all.add(new HelpCommand());
    return List.copyOf(all);
  }
}
