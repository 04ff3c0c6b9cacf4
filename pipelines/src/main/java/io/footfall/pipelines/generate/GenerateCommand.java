package io.footfall.pipelines.generate;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import java.io.PrintStream;

/** The command {@code generate}: writes test data, and on request the exact results for it. */
public final class GenerateCommand implements Command {

  @Override
  public About about() {
    return About.of("generate", "Generate test data with exact results", GenerateOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall generate visits    --output=FILE --rows=N [options]
               footfall generate purchases --output=FILE --rows=N [options]

        Write a CSV file of random visits or purchases. The same options produce the same file,
        byte for byte, on every machine. Ratios are from 0 to 1.

        Example
          footfall generate visits --rows=1000000 -o visits.csv --answers=answers""";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    Generate.run(GenerateSettings.of(arguments), out);
    return 0;
  }
}
