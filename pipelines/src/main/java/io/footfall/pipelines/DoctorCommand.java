package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.runner.Streams;
import io.footfall.pipelines.s3.S3Access;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;

/** The command {@code doctor}: looks at all that can be wrong with a run before it starts. */
final class DoctorCommand {
  private DoctorCommand() {}

  /**
   * Examines the machine, and the run if one is named.
   *
   * @param args the command of the run and its options; nothing for the machine alone
   * @return the exit status: 0 if the run can start, or the one that it would end with
   */
  static int run(List<String> args, PrintStream out) {
    List<String> rest = new ArrayList<>(args);
    rest.remove("--verbose");
    if (rest.isEmpty()) {
      return Doctor.examine(Plan.ofNothing(), Optional.empty(), out);
    }
    String command = rest.remove(0);
    if (!Datasets.names().contains(command)) {
      throw ReportCommand.usage(
          "Unknown command '"
              + command
              + "'. Choose "
              + Datasets.choices()
              + " with the options of the run, or no command to examine the machine alone.");
    }
    Arguments arguments = Arguments.parse(command, CountOptions.class, "input", rest);
    CountOptions options = arguments.options(CountOptions.class);
    arguments.problems().throwIfAny();
    String input = ReportCommand.checkedInput(command, options);
    // What keeps a bucket from being used is one of the things that are told.
    FileSystems.setDefaultPipelineOptions(options);
    List<String> files =
        Streams.isStream(input, options.getWatch()) ? List.of() : ReportCommand.inputs(input);
    return Doctor.examine(
        Plans.of(command, arguments, options, files),
        S3Access.view(arguments.values(), options),
        out);
  }
}
