package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.count.CountCommand;
import io.footfall.pipelines.options.NearestName;
import java.util.List;
import java.util.Optional;

/**
 * The commands of the program, by name.
 *
 * @param all in the order in which help lists them
 */
record Commands(List<Command> all) {

  /** Returns the commands of the program. Each dataset has one. */
  static Commands ofProgram() {
    List<CountCommand> counts = Datasets.names().stream().map(CountCommand::new).toList();
    return new Commands(CommandList.of(counts));
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
                        + CommandList.ADVICE));
  }
}
