package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
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
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.publish.PublishCommand;
import io.footfall.pipelines.query.QueryCommand;
import io.footfall.pipelines.reconcile.ReconcileCommand;
import io.footfall.pipelines.rejects.RejectsCommand;
import io.footfall.pipelines.replay.ReplayCommand;
import io.footfall.pipelines.serve.ServeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of commands. Dispatch, help, the launcher, shell completion and the man page are derived
 * from it.
 *
 * @param all in the order in which help lists them
 */
record Commands(List<Command> all) {

  /** Returns the commands of the program. Each dataset has one. */
  static Commands ofProgram() {
    List<CountCommand> counts = Datasets.names().stream().map(CountCommand::new).toList();
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
    return new Commands(List.copyOf(all));
  }

  List<String> names() {
    return all.stream().map(Command::name).toList();
  }

  /** Returns the command with a name, if there is one. */
  Optional<Command> find(String name) {
    return all.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  /**
   * Returns the command with a name.
   *
   * @throws FootfallException if no command has that name
   */
  Command named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                FootfallException.usage(
                    "Unknown command '"
                        + name
                        + "'. "
                        + NearestName.of(name, names())
                            .map(nearest -> "Did you mean " + nearest + "? ")
                            .orElse("")
                        + "Run 'footfall help' to list the commands."));
  }
}
