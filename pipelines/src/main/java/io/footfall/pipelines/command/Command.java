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

  /** Returns the name, as it is typed. */
  String name();

  /** Returns a description as an imperative sentence on one line. */
  String summary();

  /** Returns the usage lines, the description and examples: the top of its help. */
  String usage();

  /** Returns the interface of its options, which extends the groups that it uses. */
  Class<? extends PipelineOptions> options();

  /**
   * Returns the option that arguments without a name are values of; empty if the command reads them
   * itself.
   */
  default String operand() {
    return "";
  }

  /** Returns options of runners or clients that its help lists in addition. */
  default List<OptionTable.RunnerOption> moreOptions() {
    return List.of();
  }

  /** Returns what its help lists after the options, such as the columns of a dataset. */
  default List<Entry> entries() {
    return List.of();
  }

  /** Returns the libraries that it needs. */
  default Libraries libraries() {
    return Libraries.RUNNER;
  }

  /** Returns whether it uses the processor for long, whatever its input. */
  default boolean isLong() {
    return false;
  }

  /** Returns whether it runs until it is stopped. */
  default boolean isServer() {
    return false;
  }

  /**
   * Parses the arguments, and runs the command.
   *
   * @param args the arguments after the name of the command
   * @return the exit status
   */
  default int run(List<String> args, PrintStream out) {
    return run(Arguments.parse(name(), options(), operand(), args), out);
  }

  /**
   * Runs the command.
   *
   * @param arguments the arguments; their problems have not been reported yet
   * @param out standard output
   * @return the exit status
   * @throws io.footfall.errors.FootfallException if it fails for a reason that a person can fix
   */
  int run(Arguments arguments, PrintStream out);

  /**
   * An entry of a list in help.
   *
   * @param name the term
   * @param text what it means
   */
  record Entry(String name, String text) {}
}
