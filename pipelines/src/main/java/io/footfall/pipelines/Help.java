package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TextTable;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.OptionTable.Option;
import io.footfall.pipelines.options.OptionTable.RunnerOption;
import java.io.PrintStream;
import java.util.List;

/**
 * Prints the output of {@code --help}.
 *
 * @param commands the commands of the program
 * @param style the style of headings
 */
record Help(Commands commands, Style style) {
  private static final int COLUMNS = 98;
  private static final int USAGE_COLUMNS = 27;

  /** Prints the help of the program. */
  void print(PrintStream out) {
    out.println(
        """
        Footfall counts who visits a website and what they buy: exactly, and with every record
        accounted for.
        """);
    out.println(style.heading("Usage"));
    out.println(
        """
          footfall COMMAND [options] [FILES]
          footfall COMMAND --help     options of a command
          footfall                    count the sample data
          footfall --version          version
        """);
    out.println(style.heading("Commands"));
    TextTable list = TextTable.list();
    for (Command command : commands.all()) {
      list.add(List.of(command.name(), command.about().summary()));
    }
    list.print(TableStyle.PLAIN, out);
    out.println();
    out.println(style.heading("Examples"));
    out.println(
        """
          footfall visits visits.csv --output=report
          footfall visits 'logs/*.csv.gz' -o report --overwrite
          footfall purchases orders.csv -o report --zone=Europe/Berlin
          zcat visits.csv.gz | footfall visits - -o report
        """);
    out.println(style.heading("Exit status"));
    out.print(
        """
          0   success                                  65  no record could be counted
          1   reconcile: differences                   66  input not found
          2   wrong usage                              70  internal error
          3   more rejects than allowed;               74  reading or writing failed
              check: a number is out of bounds
        """);
  }

  void print(Command command, PrintStream out) {
    out.println(command.usage());
    Heading heading = null;
    for (Option option : command.options()) {
      if (option.listed().heading() != heading) {
        heading = option.listed().heading();
        out.println();
        out.println(style.heading(heading.title()));
        if (heading == Heading.RUN && Arguments.hasRunner(command.about().options())) {
          list(OptionTable.OF_RUNNERS, out);
        }
      }
      print(option.usage(), option.description(), option.fallback(), out);
      if (option.name().equals("output")) {
        list(command.moreOptions(), out);
      }
    }
    if (Arguments.hasRunner(command.about().options())) {
      out.println("  All other options of the Beam runner are accepted too.");
    }
    if (!command.entries().isEmpty()) {
      out.println();
      out.println(style.heading("Standard columns, in any order; other columns are ignored"));
      command.entries().forEach(entry -> print(entry.name(), entry.text(), "", out));
    }
  }

  private static void list(List<RunnerOption> options, PrintStream out) {
    options.forEach(o -> print(o.usage(), o.description(), o.fallback(), out));
  }

  /**
   * Prints an option and, beside or below it, the description. Not a {@link TextTable}: that
   * shortens texts, and descriptions wrap.
   */
  private static void print(String usage, String text, String fallback, PrintStream out) {
    StringBuilder line = new StringBuilder("  " + usage);
    if (line.length() >= USAGE_COLUMNS) {
      out.println(line);
      line.setLength(0);
    }
    pad(line);
    String all = fallback.isEmpty() ? text : text + " Default: " + fallback + ".";
    for (String word : all.split(" ", -1)) {
      if (line.length() + word.length() >= COLUMNS) {
        out.println(line.toString().stripTrailing());
        line.setLength(0);
        pad(line);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }

  private static void pad(StringBuilder line) {
    line.append(" ".repeat(USAGE_COLUMNS - line.length()));
  }
}
