package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TextTable;
import io.footfall.pipelines.console.TextTable.Column;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoggingOptions;
import io.footfall.pipelines.options.Preset;
import io.footfall.pipelines.options.Problems;
import java.io.PrintStream;
import java.util.List;

/** The command {@code presets}: lists the exports that Footfall knows, and their options. */
final class PresetsCommand implements Command {

  @Override
  public About about() {
    return About.of("presets", "List the exports that --preset reads", LoggingOptions.class);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall presets [NAME ...]

        List the presets, or print the options of the named ones.

        Examples
          footfall presets
          footfall presets shopify-orders
          footfall purchases --preset=shopify-orders --input=orders.csv --output=report""";
  }

  @Override
  public List<String> words() {
    return Preset.names();
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    arguments.options(LoggingOptions.class);
    Problems problems = arguments.problems();
    List<Preset> named = arguments.operands(Preset::named);
    problems.throwIfAny();
    for (Preset preset : named) {
      out.println("# " + preset.about());
      out.println("# footfall " + preset.command());
      preset.options().forEach(out::println);
    }
    if (!named.isEmpty()) {
      return 0;
    }
    TextTable presets = new TextTable(Column.text(""), Column.text(""), Column.text(""));
    for (String name : Preset.names()) {
      Preset preset = Preset.named(name);
      presets.add(List.of(name, preset.command(), preset.about()));
    }
    presets.print(TableStyle.PLAIN, out);
    return 0;
  }
}
