package io.footfall.pipelines.count;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoggingOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command {@code explain}: prints the pipeline that a run would submit.
 *
 * @param commands the commands whose runs it can explain
 */
public record ExplainCommand(List<CountCommand> commands) implements Command {

  @Override
  public About about() {
    return About.of("explain", "Print the pipeline that a run would submit", LoggingOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall explain DATASET --input=... --output=... --OPTION=VALUE ...

        Print the pipeline that a run with these options would submit, one step per line: its
        name, its kind and the elements that it produces. Nothing is started or written.

        Examples
          footfall explain visits --input=visits.csv --output=report
          footfall explain visits --input=kafka://127.0.0.1:9092/clicks --output=hours""";
  }

  @Override
  public boolean isBeforeCommand() {
    return true;
  }

  @Override
  public List<String> words() {
    return commands.stream().map(Command::name).toList();
  }

  @Override
  public int run(List<String> args, PrintStream out) {
    Optional<CountCommand> explained =
        args.stream()
            .flatMap(arg -> commands.stream().filter(c -> c.name().equals(arg)))
            .findFirst();
    if (explained.isEmpty()) {
      return Command.super.run(args, out);
    }
    CountCommand command = explained.get();
    List<String> rest = new ArrayList<>(args);
    rest.remove(command.name());
    Arguments arguments = command.arguments(rest);
    PipelineGraph.of(command.plan(arguments)).tree().forEach(out::println);
    out.flush();
    return 0;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    arguments
        .problems()
        .add(
            "Name the run to explain: "
                + commands.stream().map(Command::name).collect(Collectors.joining(" or "))
                + ", followed by its options, for example: footfall explain visits --input=visits.csv --output=report");
    arguments.problems().throwIfAny();
    return 0;
  }
}
