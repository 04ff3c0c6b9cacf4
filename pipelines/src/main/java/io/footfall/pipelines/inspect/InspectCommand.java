package io.footfall.pipelines.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code inspect}: describes files, and prints the command that reads them. */
public final class InspectCommand implements Command {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int MOST_FILES = 16;

  @Override
  public About about() {
    return About.of(
            "inspect",
            "Describe files, and print the command that reads them",
            InspectOptions.class)
        .withOperand("input");
  }

  @Override
  public boolean readsAnyFormat() {
    return true;
  }

  @Override
  public String usage() {
    return """
        Usage: footfall inspect FILE... [options]

        Describe the first megabyte of each file: its container, encoding, line endings, delimiter
        and columns, what is ambiguous, and the command that reads it. This never changes how a run
        reads a file. Status 65: no command can read it.

        Examples
          footfall inspect export.csv
          footfall inspect export.csv --save=export.profile
          footfall visits --profile=export.profile --input=export.csv --output=report""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    InspectSettings settings = InspectSettings.of(arguments);
    List<InputFile> files = InputFiles.list(settings.paths());
    InputFiles.checkSheet(settings.sheet().orElse(null), files);
    List<Inspection> inspections = new ArrayList<>();
    for (InputFile file : files.subList(0, Math.min(MOST_FILES, files.size()))) {
      inspections.add(new Inspection(file, settings.sheet()));
    }
    if (settings.json()) {
      out.println(
          JSON.valueToTree(inspections.stream().map(InspectCommand::json).toList()).toString());
    } else {
      inspections.forEach(inspection -> print(inspection, out));
    }
    boolean unreadable = inspections.stream().anyMatch(i -> i.commands().isEmpty());
    if (settings.save().isPresent()) {
      if (inspections.get(0).commands().isEmpty()) {
        new ErrorOutput(System.err).error("--save writes nothing: no command reads the file.");
      } else {
        save(settings.save().get(), inspections.get(0));
      }
    }
    return unreadable ? Kind.DATA.exitStatus() : 0;
  }

  private static void print(Inspection inspection, PrintStream out) {
    inspection.facts().forEach(fact -> out.println(TerminalText.printable(fact)));
    out.println();
    List<String> commands = inspection.commands();
    if (commands.isEmpty()) {
      out.println(inspection.refusal());
    } else if (commands.size() == 1) {
      out.println(Style.ofOutput().heading("Run:") + " " + commands.get(0));
    } else {
      out.println(Style.ofOutput().heading("Run one of these:"));
      commands.forEach(command -> out.println("  " + command));
    }
  }

  private static void save(Path file, Inspection inspection) {
    try {
      Files.write(file, inspection.profile());
    } catch (IOException e) {
      throw FootfallException.io("Writing " + file + " failed", e);
    }
  }

  private static ObjectNode json(Inspection inspection) {
    ArrayNode columns = JSON.createArrayNode();
    for (ColumnProfile column : inspection.records().columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("evidence", column.evidence())
          .put("values", column.values())
          .put("empty", column.empty())
          .putPOJO("nullWords", column.nullWords())
          .putPOJO("examples", column.examples())
          .put("readAs", inspection.filledBy(column));
    }
    return JSON.createObjectNode()
        .put("file", inspection.file().name())
        .put("container", inspection.container())
        .put("encoding", inspection.encoding())
        .put("format", inspection.format())
        .put("lineEnds", inspection.lineEnds())
        .put("delimiter", inspection.records().delimiter())
        .put("header", inspection.records().header())
        .put("rows", inspection.records().rows())
        .<ObjectNode>set("columns", columns)
        .putPOJO("ambiguous", inspection.notes())
        .put("dataset", inspection.best().dataset())
        .putPOJO("missing", inspection.best().missing())
        .putPOJO("options", inspection.best().options())
        .putPOJO("commands", inspection.commands());
  }
}
