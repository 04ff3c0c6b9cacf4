package io.footfall.pipelines.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code inspect}: describes files, and prints the command that reads them. */
public final class InspectCommand implements Command {
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
      out.println(json(inspections));
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

  private static String json(List<Inspection> inspections) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      for (Inspection inspection : inspections) {
        write(inspection, json);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new FootfallException(Kind.INTERNAL, "Writing JSON failed: " + e.getMessage(), e);
    }
    return text.toString();
  }

  private static void write(Inspection inspection, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", inspection.file().name());
    json.writeStringField("container", inspection.container());
    json.writeStringField("encoding", inspection.encoding());
    json.writeStringField("format", inspection.format());
    json.writeStringField("lineEnds", inspection.lineEnds());
    json.writeStringField("delimiter", inspection.records().delimiter());
    json.writeBooleanField("header", inspection.records().header());
    json.writeNumberField("rows", inspection.records().rows());
    json.writeArrayFieldStart("columns");
    for (ColumnProfile column : inspection.records().columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type());
      json.writeStringField("evidence", column.evidence());
      json.writeNumberField("values", column.values());
      json.writeNumberField("empty", column.empty());
      json.writeObjectFieldStart("nullWords");
      for (Map.Entry<String, Integer> word : column.nullWords().entrySet()) {
        json.writeNumberField(word.getKey(), word.getValue());
      }
      json.writeEndObject();
      strings("examples", column.examples(), json);
      json.writeStringField("readAs", inspection.filledBy(column));
      json.writeEndObject();
    }
    json.writeEndArray();
    strings("ambiguous", inspection.notes(), json);
    json.writeStringField("dataset", inspection.best().dataset());
    strings("missing", inspection.best().missing(), json);
    strings("options", inspection.best().options(), json);
    strings("commands", inspection.commands(), json);
    json.writeEndObject();
  }

  private static void strings(String name, List<String> values, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
