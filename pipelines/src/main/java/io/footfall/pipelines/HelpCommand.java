package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoggingOptions;
import io.footfall.pipelines.options.Problems;
import java.io.PrintStream;
import java.util.List;

final class HelpCommand implements Command {

  @Override
  public About about() {
    return About.of("help", "Show help for the program or a command", LoggingOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall help [COMMAND]

        Show the help of the program or of a command, as footfall COMMAND --help does.""";
  }

  @Override
  public List<String> words() {
    return Commands.ofProgram().all().stream().map(Command::name).toList();
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    Problems problems = arguments.problems();
    Commands commands = Commands.ofProgram();
    List<Command> named = arguments.operands(commands::named);
    problems.throwIfAny();
    Help help = new Help(commands, Style.ofOutput());
    if (named.isEmpty()) {
      help.print(out);
    }
    named.forEach(command -> help.print(command, out));
    return 0;
  }
}
