package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoggingOptions;
import io.footfall.pipelines.options.OptionTable.Option;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** The command {@code completion}: prints a script that lets a shell complete arguments. */
final class CompletionCommand implements Command {
  /** The supported shells. */
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Override
  public About about() {
    return About.of(
        "completion", "Print shell completion for bash, zsh or fish", LoggingOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall completion bash|zsh|fish

        Print a script that completes commands and options in a shell.

        Examples
          source <(footfall completion bash)
          footfall completion fish > ~/.config/fish/completions/footfall.fish""";
  }

  @Override
  public List<String> words() {
    return SHELLS;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    arguments.operands().stream().skip(1).forEach(arguments.problems()::addUnexpected);
    String shell = arguments.operands().isEmpty() ? "" : arguments.operands().get(0);
    if (!SHELLS.contains(shell)) {
      arguments
          .problems()
          .add(
              (shell.isEmpty() ? "A shell is required." : "Unknown shell '" + shell + "'.")
                  + " Choose bash, zsh or fish.");
    }
    arguments.problems().throwIfAny();
    out.print(script(shell, Commands.ofProgram().all()));
    return 0;
  }

  static String script(String shell, List<Command> commands) {
    return switch (shell) {
      case "fish" -> fish(commands);
      case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash(commands);
      default -> bash(commands);
    };
  }

  /** Returns the options as they are typed: a value follows an equals sign. */
  private static List<String> typed(Command command) {
    return command.options().stream()
        .map(option -> "--" + option.name() + (option.isFlag() ? "" : "="))
        .toList();
  }

  private static String bash(List<Command> commands) {
    StringBuilder script = new StringBuilder();
    script.append("_footfall() {\n");
    script.append("  local word=${COMP_WORDS[COMP_CWORD]} place=1 options= choices=\n");
    script.append("  COMPREPLY=()\n");
    script.append("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
    script
        .append("    COMPREPLY=($(compgen -W '")
        .append(commands.stream().map(Command::name).collect(Collectors.joining(" ")))
        .append("' -- \"$word\"))\n    return\n  fi\n");
    script
        .append("  case ${COMP_WORDS[1]} in\n    ")
        .append(
            commands.stream()
                .filter(Command::isBeforeCommand)
                .map(Command::name)
                .collect(Collectors.joining(" | ")))
        .append(
            ")\n      [ \"$COMP_CWORD\" -gt 2 ] && [[ ${COMP_WORDS[2]} != -* ]] && place=2 ;;\n  esac\n");
    script.append("  case ${COMP_WORDS[place]} in\n");
    for (Command command : commands) {
      script
          .append("    ")
          .append(command.name())
          .append(") options='")
          .append(String.join(" ", typed(command)))
          .append(
              command.words().isEmpty() ? "" : "' choices='" + String.join(" ", command.words()))
          .append("' ;;\n");
    }
    script.append("  esac\n");
    script.append("  case $word in\n");
    script.append("    -*)\n");
    script.append("      COMPREPLY=($(compgen -W \"$options --help\" -- \"$word\"))\n");
    script.append("      case ${COMPREPLY[0]} in *=) compopt -o nospace 2>/dev/null ;; esac\n");
    script.append("      ;;\n");
    script.append("    *)\n      if [ -n \"$choices\" ]; then\n");
    script.append("        COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n");
    script.append("      else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n      fi\n");
    script.append("      ;;\n");
    script.append("  esac\n}\ncomplete -F _footfall footfall\n");
    return script.toString();
  }

  private static String fish(List<Command> commands) {
    StringBuilder script = new StringBuilder();
    for (Command command : commands) {
      script
          .append("complete -c footfall -n __fish_use_subcommand -f -a ")
          .append(command.name())
          .append(" -d ")
          .append(quoted(command.about().summary()))
          .append('\n');
      if (!command.words().isEmpty()) {
        script
            .append("complete -c footfall -n '__fish_seen_subcommand_from ")
            .append(command.name())
            .append("; and test (count (commandline -opc)) -eq 2' -f -a '")
            .append(String.join(" ", command.words()))
            .append("'\n");
      }
      for (Option option : command.options()) {
        script
            .append("complete -c footfall -n '__fish_seen_subcommand_from ")
            .append(command.name())
            .append("' -l ")
            .append(option.name())
            .append(option.isFlag() ? "" : " -r")
            .append(" -d ")
            .append(quoted(option.description()))
            .append('\n');
      }
    }
    return script.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
