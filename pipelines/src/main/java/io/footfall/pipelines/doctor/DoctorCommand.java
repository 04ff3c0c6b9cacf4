package io.footfall.pipelines.doctor;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command {@code doctor}: examines this machine, and a run before it starts.
 *
 * @param commands the commands whose runs it can examine
 */
public record DoctorCommand(List<Examinable> commands) implements Command {

  @Override
  public About about() {
    return About.of(
        "doctor", "Check this machine, and a run before it starts", DoctorOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall doctor [DATASET --input=... --output=... --OPTION=VALUE ...]

        Check this machine and, with the arguments of a run, everything that could stop the run. Each
        check prints a line: ok, warning or refused. Every run makes the same checks when it
        starts, prints the warnings, and ends if one is refused.

        Exit status: 0 if nothing is refused, otherwise the status that the run would end with.

        Examples
          footfall doctor
          footfall doctor visits --input=kafka://127.0.0.1:9092/clicks --output=hours
          footfall doctor purchases --input=kinesis://orders --flinkMaster=flink.example:8081 \\
            --sink='jdbc:postgresql://db.example/shop?user=footfall' --rejects=s3://bucket/rejects""";
  }

  @Override
  public boolean isBeforeCommand() {
    return true;
  }

  @Override
  public List<String> words() {
    return commands.stream().map(Examinable::name).toList();
  }

  @Override
  public int run(List<String> args, PrintStream out) {
    Optional<Examinable> examined =
        args.stream()
            .flatMap(arg -> commands.stream().filter(c -> c.name().equals(arg)))
            .findFirst();
    if (examined.isEmpty()) {
      return Command.super.run(args, out);
    }
    Examinable command = examined.get();
    List<String> rest = new ArrayList<>(args);
    rest.remove(command.name());
    return command.examine(command.arguments(rest), out);
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    arguments.options(DoctorOptions.class);
    if (!arguments.operands().isEmpty()) {
      arguments
          .problems()
          .add(
              "Unknown command '"
                  + arguments.operands().get(0)
                  + "'. Choose "
                  + commands.stream().map(Command::name).collect(Collectors.joining(" or "))
                  + " with the options of the run, or no command to check the machine alone.");
    }
    arguments.problems().throwIfAny();
    return Doctor.examine(Plan.ofNothing(), Optional.empty(), out);
  }
}
