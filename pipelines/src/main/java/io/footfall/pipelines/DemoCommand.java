package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.options.Arguments;
import java.io.PrintStream;
import org.apache.beam.sdk.options.PipelineOptions;

/** The command {@code demo}, which the launcher starts with the servers of the tests. */
final class DemoCommand implements Command {

  @Override
  public About about() {
    return About.of(
            "demo", "Run everything on this machine, without a cloud", PipelineOptions.class)
        .withLibraries(Libraries.DEMO);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall demo

        Start Kinesis, S3, PostgreSQL and a Flink cluster on this machine, and run the whole data
        flow on them. This requires a clone of the project.""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    arguments.operands().forEach(arguments.problems()::addUnexpected);
    arguments.problems().throwIfAny();
    throw FootfallException.usage(
        "Run 'bin/footfall demo' without options, in a clone of the project.");
  }
}
