package io.footfall.pipelines.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.options.Arguments;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command {@code inspect}: describes files, and prints the command that reads them. */
public final class InspectCommand implements Command {
  private static final int MOST_FILES = 16;

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "Describe files, and print the command that reads them";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall inspect FILE... [options]

        Looks at the first megabyte of each file: its container, encoding, line ends, delimiter and
        columns, what is ambiguous, and the command that reads it. It never changes how a run reads
        a file.

        Examples
          footfall inspect export.csv
          footfall inspect export.csv --save=export.profile
          footfall visits --profile=export.profile --input=export.csv --output=report""";
  }

  @Override
  public Class<InspectOptions> options() {
    return InspectOptions.class;
  }

  @Override
  public String operand() {
    return "input";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    InspectOptions options = arguments.options(InspectOptions.class);
    String input = options.getInput();
    if (input == null) {
      arguments.problems().add("Name a file, for example: footfall inspect export.csv");
    }
    boolean json = options.getFormat().equals("json");
    if (!json && !options.getFormat().equals("text") && !options.getFormat().equals("auto")) {
      arguments
          .problems()
          .add("Unknown format '" + options.getFormat() + "'. Choose text or json.");
    }
    arguments.problems().throwIfAny();
    List<InputFile> files = InputFiles.list(InputFiles.names(String.valueOf(input)));
    List<Inspection> inspections = new ArrayList<>();
    for (InputFile file : files.subList(0, Math.min(MOST_FILES, files.size()))) {
      inspections.add(new Inspection(file, Optional.ofNullable(options.getSheet())).checked());
    }
    if (json) {
      out.println(json(inspections));
    } else {
      inspections.forEach(
          inspection -> {
            inspection.facts().forEach(out::println);
            out.println();
            out.println("Run: " + inspection.command());
          });
    }
    String save = options.getSave();
    if (save != null) {
      save(save, inspections.get(0));
    }
    return 0;
  }

  private static void save(String file, Inspection inspection) {
    try {
      Files.write(Path.of(file), inspection.profile());
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO, "Writing " + file + " failed: " + FootfallException.reason(e) + ".", e);
    }
  }

  private static String json(List<Inspection> inspections) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      for (Inspection inspection : inspections) {
        json.writeStartObject();
        json.writeStringField("command", inspection.command());
        json.writeArrayFieldStart("facts");
        for (String fact : inspection.facts()) {
          json.writeString(fact);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new FootfallException(Kind.INTERNAL, "Writing JSON failed: " + e.getMessage(), e);
    }
    return text.toString();
  }
}
