package io.footfall.pipelines.command;

import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.OptionTable;
import java.io.PrintStream;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A command of the program. Help, the launcher, shell completion and the man page are generated
 * from it.
 */
public interface Command {

  /** Returns its name, description, options and libraries. */
  About about();

  /** Returns the name, as it is typed. */
  default String name() {
    return about().name();
  }

  /** Returns the usage lines, the description and examples: the top of its help. */
  String usage();

  /** Returns the options of runners or clients that its help also lists. */
  default List<OptionTable.RunnerOption> moreOptions() {
    return List.of();
  }

  /**
   * Returns the entries that its help lists after the options, such as the columns of a dataset.
   */
  default List<Entry> entries() {
    return List.of();
  }

  /** Returns the options that its help lists. */
  default List<OptionTable.Option> options() {
    return OptionTable.of(about().options()).options();
  }

  /** Returns whether it is CPU-intensive for any input. */
  default boolean isLong() {
    return false;
  }

  /** Returns whether it runs until it is stopped. */
  default boolean isServer() {
    return false;
  }

  /** Returns whether it needs the libraries of archives, spreadsheets and Parquet for any input. */
  default boolean readsAnyFormat() {
    return false;
  }

  /** Returns whether the arguments after its name are another command with its options. */
  default boolean isBeforeCommand() {
    return false;
  }

  /** Returns the words that shells complete after its name; empty if files may follow. */
  default List<String> words() {
    return List.of();
  }

  /**
   * Parses the arguments, and runs the command.
   *
   * @param args the arguments after the name of the command
   * @return the exit status
   */
  default int run(List<String> args, PrintStream out) {
    return run(arguments(args), out);
  }

  /** Parses the arguments after the name of the command. */
  default Arguments arguments(List<String> args) {
    return Arguments.parse(name(), about().options(), about().operand(), args);
  }

  /**
   * Runs the command.
   *
   * @param arguments the arguments; their problems have not been reported yet
   * @param out standard output
   * @return the exit status
   * @throws io.footfall.errors.FootfallException if it fails for a reason that the user can fix
   */
  int run(Arguments arguments, PrintStream out);

  /**
   * The properties of a command.
   *
   * @param name the name, as it is typed
   * @param summary an imperative sentence on one line
   * @param options the interface of its options, which extends the groups that it uses
   * @param operand the option that arguments without a name are values of; empty if the command
   *     reads them itself
   * @param libraries the libraries that it needs
   */
  record About(
      String name,
      String summary,
      Class<? extends PipelineOptions> options,
      String operand,
      Libraries libraries) {

    /** Describes a command without operands that needs the libraries of a runner. */
    public static About of(String name, String summary, Class<? extends PipelineOptions> options) {
      return new About(name, summary, options, "", Libraries.RUNNER);
    }

    /** Returns a copy whose arguments without a name are values of an option. */
    public About withOperand(String option) {
      return new About(name, summary, options, option, libraries);
    }

    /** Returns a copy that needs these libraries. */
    public About withLibraries(Libraries value) {
      return new About(name, summary, options, operand, value);
    }
  }

  /**
   * An entry of a list in help.
   *
   * @param name the term
   * @param text its meaning
   */
  record Entry(String name, String text) {}
}
