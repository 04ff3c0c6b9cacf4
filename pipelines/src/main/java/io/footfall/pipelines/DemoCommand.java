package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.GeneralOptions;
import java.io.PrintStream;

/** The command {@code demo}, which the launcher starts with the servers of the tests. */
final class DemoCommand implements Command {

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "Run everything on this machine, without a cloud";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall demo

        Starts Kinesis, S3, PostgreSQL and a Flink cluster on this machine, and runs the whole data
        flow on them. It requires a clone of the project.""";
  }

  @Override
  public Class<GeneralOptions> options() {
    return GeneralOptions.class;
  }

  @Override
  public Libraries libraries() {
    return Libraries.DEMO;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    throw FootfallException.usage(
        "Start the demo with bin/footfall demo, in a clone of the project.");
  }
}
