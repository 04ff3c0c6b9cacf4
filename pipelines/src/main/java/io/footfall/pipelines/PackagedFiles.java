package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.OptionTable.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes the files that are made from the list of commands when the program is packaged: what the
 * launcher knows about commands, and the man page.
 */
public final class PackagedFiles {
  private PackagedFiles() {}

  /**
   * Writes {@code lib/commands.sh} and {@code footfall.1}.
   *
   * @param args the directory to write to
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    List<Command> commands = Commands.ofProgram().all();
    Path lib = Files.createDirectories(directory.resolve("lib"));
    Files.writeString(lib.resolve("commands.sh"), launcher(commands));
    Files.writeString(directory.resolve("footfall.1"), manual(commands));
  }

  /** Returns the shell variables by which the launcher chooses class path and JVM flags. */
  static String launcher(List<Command> commands) {
    TreeSet<String> switches = new TreeSet<>();
    for (Command command : commands) {
      for (Option option : OptionTable.of(command.options()).options()) {
        if (option.listed().value().isEmpty() || !option.listed().implied().isEmpty()) {
          switches.add(option.name());
        }
      }
    }
    return """
        # Made from the list of commands. Sourced by bin/footfall.
        commands=' %s '
        with_connectors=' %s '
        with_insight=' %s '
        with_test_servers=' %s '
        long_commands=' %s '
        servers=' %s '
        reads_files=' %s '
        switches=' %s '
        """
        .formatted(
            names(commands, c -> true),
            names(commands, c -> c.libraries() == Libraries.CONNECTORS),
            names(commands, c -> c.libraries() == Libraries.INSIGHT),
            names(commands, c -> c.libraries() == Libraries.DEMO),
            names(commands, Command::isLong),
            names(commands, Command::isServer),
            names(commands, c -> c.operand().equals("input")),
            String.join(" ", switches));
  }

  private static String names(List<Command> commands, Predicate<Command> which) {
    return commands.stream().filter(which).map(Command::name).collect(Collectors.joining(" "));
  }

  /** Returns the man page. */
  static String manual(List<Command> commands) {
    StringBuilder page = new StringBuilder();
    page.append(".TH FOOTFALL 1 \"\" \"Footfall ").append(Version.current()).append("\"\n");
    page.append(".SH NAME\nfootfall \\- count who visits a website and what they buy\n");
    page.append(".SH SYNOPSIS\n.B footfall\n.I COMMAND\n[options] [files]\n");
    page.append(".SH COMMANDS\n");
    for (Command command : commands) {
      page.append(".TP\n.B ").append(command.name()).append('\n');
      page.append(escaped(command.summary())).append(".\n");
    }
    for (Command command : commands) {
      page.append(".SH ").append(command.name().toUpperCase(Locale.ROOT)).append('\n');
      page.append(".nf\n").append(escaped(command.usage())).append("\n.fi\n");
      for (Option option : OptionTable.of(command.options()).options()) {
        page.append(".TP\n.B ").append(escaped(option.usage())).append('\n');
        page.append(escaped(option.description()));
        if (!option.fallback().isEmpty()) {
          page.append(" Default: ").append(escaped(option.fallback())).append('.');
        }
        page.append('\n');
      }
    }
    page.append(
        """
        .SH EXIT STATUS
        0 success, 2 wrong usage, 3 more rejects than allowed, 65 no record could be counted,
        66 input not found, 70 internal error, 74 reading or writing failed.
        """);
    return page.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
  }
}
