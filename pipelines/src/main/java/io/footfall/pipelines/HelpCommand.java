package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoggingOptions;
import java.io.PrintStream;

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
  public int run(Arguments arguments, PrintStream out) {
    arguments.problems().throwIfAny();
    Commands commands = Commands.ofProgram();
    Help help = new Help(commands, Style.ofOutput());
    if (arguments.operands().isEmpty()) {
      help.print(out);
    }
    for (String name : arguments.operands()) {
      help.print(commands.named(name), out);
    }
    return 0;
  }
}
