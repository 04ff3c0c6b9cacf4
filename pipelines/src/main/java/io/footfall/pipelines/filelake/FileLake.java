package io.footfall.pipelines.filelake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.count.CountCommand;
import io.footfall.pipelines.inspect.DatasetOfFile;
import io.footfall.pipelines.launch.OwnTemporaryFolder;
import io.footfall.pipelines.launch.ShutdownHook;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary lake with the records of plain files, read with the rules of the commands that count
 * them. It is deleted when it is closed, and when the process is stopped.
 */
public final class FileLake implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ShutdownHook stop;

  /** The {@code run.json} of each report. */
  private final Map<String, JsonNode> reports = new TreeMap<>();

  private final List<String> names = new ArrayList<>();

  /** The SQL of each file's table, by file. */
  private final Map<String, String> tables = new TreeMap<>();

  private FileLake() throws IOException {
    folder = Files.createTempDirectory("footfall-files-");
    stop = ShutdownHook.add(() -> OwnTemporaryFolder.remove(folder));
  }

  /**
   * Reads files. Files of several datasets may be mixed; each file belongs to the dataset that its
   * columns fit best, unless {@code --dataset} names one.
   *
   * @throws FootfallException if a file cannot be read, or has no records to count
   */
  public static FileLake of(FileSettings settings) {
    @Nullable String dataset = settings.dataset().orElse(null);
    List<String> paths = settings.paths();
    Map<String, String> reading = settings.reading();
    @Nullable String sheet = reading.get("sheet");
    if (sheet != null) {
      InputFiles.checkSheet(
          sheet,
          Stream.concat(paths.stream(), settings.named().stream())
              .flatMap(input -> InputFiles.list(InputFiles.names(input)).stream())
              .toList());
    }
    Map<String, List<String>> byDataset = new TreeMap<>();
    if (dataset != null && !paths.isEmpty()) {
      byDataset.put(dataset, paths);
    } else if (!paths.isEmpty()) {
      for (Map.Entry<String, String> file : datasets(paths, sheet).entrySet()) {
        byDataset.computeIfAbsent(file.getValue(), d -> new ArrayList<>()).add(file.getKey());
      }
    }
    return filled(
        lake -> {
          for (Map.Entry<String, List<String>> files : byDataset.entrySet()) {
            lake.count(files.getKey(), String.join(",", files.getValue()), reading);
          }
          for (String file : settings.named()) {
            List<String> all = InputFiles.names(file);
            Set<String> found =
                dataset == null ? new TreeSet<>(datasets(all, sheet).values()) : Set.of(dataset);
            if (found.size() > 1) {
              throw FootfallException.usage(
                  file + " contains several datasets. Set --dataset to read one of them.");
            }
            lake.countAsTable(found.iterator().next(), file, reading);
          }
        });
  }

  private interface Filling {
    void into(FileLake lake) throws IOException;
  }

  private static FileLake filled(Filling filling) {
    try {
      FileLake lake = new FileLake();
      try {
        filling.into(lake);
        return lake;
      } catch (IOException | RuntimeException e) {
        lake.close();
        throw e;
      }
    } catch (IOException e) {
      throw FootfallException.io("Cannot write temporary files", e);
    }
  }

  /** Returns the dataset of each file. All files of an archive must have the same dataset. */
  private static Map<String, String> datasets(List<String> paths, @Nullable String sheet) {
    Map<String, String> datasets = new TreeMap<>();
    for (InputFile file : InputFiles.list(paths)) {
      int entry = file.name().indexOf("!/");
      String name = entry < 0 ? file.name() : file.name().substring(0, entry);
      String dataset = DatasetOfFile.of(file, Optional.ofNullable(sheet));
      String other = datasets.put(name, dataset);
      if (other != null && !other.equals(dataset)) {
        throw FootfallException.usage(
            name + " contains " + other + " and " + dataset + ". Extract it, or set --dataset.");
      }
    }
    return datasets;
  }

  /**
   * Reads the inputs of finished reports again, with the options of their runs.
   *
   * @param reports directories with a {@code run.json}
   * @return empty if an input was deleted, was a stream or standard input, or if two reports are of
   *     one dataset
   */
  public static Optional<FileLake> ofReports(List<String> reports) {
    Map<String, JsonNode> options = new TreeMap<>();
    for (String report : reports) {
      String folder = OutputFiles.directory(report);
      Optional<JsonNode> run = run(folder);
      JsonNode input = run.isEmpty() ? JSON.nullNode() : run.get().path("options").path("input");
      if (run.isEmpty() || !input.isTextual() || !isThere(input.textValue())) {
        return Optional.empty();
      }
      // Two reports of one dataset may have different options.
      if (options.put(run.get().path("dataset").asText(), run.get().path("options")) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(
        filled(
            lake -> {
              for (Map.Entry<String, JsonNode> run : options.entrySet()) {
                lake.count(
                    run.getKey(),
                    run.getValue().path("input").textValue(),
                    FileSettings.ofRun(run.getValue()));
              }
            }));
  }

  private static boolean isThere(String input) {
    try {
      return !input.equals("-") && !InputFiles.list(InputFiles.names(input)).isEmpty();
    } catch (FootfallException e) {
      return false;
    }
  }

  private static Optional<JsonNode> run(String folder) {
    try {
      return OutputFiles.exists(folder + "run.json")
          ? Optional.of(JSON.readTree(OutputFiles.read(folder + "run.json")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void count(String dataset, String input, Map<String, String> reading) throws IOException {
    List<String> args = new ArrayList<>();
    Set<String> unused = Datasets.named(dataset, ZoneOffset.UTC).unusedOptions();
    reading.forEach(
        (name, value) -> {
          boolean isOfOthers =
              name.equals("sheet")
                  && !InputFiles.hasWorkbook(InputFiles.list(InputFiles.names(input)));
          if (!unused.contains(name) && !isOfOthers) {
            args.add("--" + name + "=" + value);
          }
        });
    args.add("--input=" + input);
    Path output = folder.resolve(dataset + "-" + reports.size());
    args.add("--output=" + output);
    args.add("--lake=" + lake());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    int status = new CountCommand(dataset).run(args, out, err);
    Optional<JsonNode> run = run(output + "/");
    if (status != 0 || run.isEmpty()) {
      // The output contains the reason, and lines about files that are about to be deleted.
      String why =
          said.toString(StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("^footfall: (error: )?", "").strip())
              .filter(line -> !line.contains(folder.toString()))
              .findFirst()
              .orElse("No record of " + input + " can be counted.");
      throw new FootfallException(Kind.DATA, why);
    }
    reports.put(output.toString(), run.get());
    names.add(input);
  }

  private void countAsTable(String dataset, String file, Map<String, String> reading)
      throws IOException {
    LakeFolder records = LakeFolder.of(lake(), dataset);
    Set<String> before = new TreeSet<>(records.sealed());
    count(dataset, file, reading);
    List<String> batches = new ArrayList<>(records.sealed());
    batches.removeAll(before);
    if (batches.size() != 1) {
      throw FootfallException.usage(file + " has the same content as another file.");
    }
    tables.put(file, "(SELECT * FROM " + dataset + " WHERE batch = '" + batches.get(0) + "')");
  }

  /** Returns the SQL of the table with the records of a named file. */
  public String table(String file) {
    return String.valueOf(tables.get(file));
  }

  /** Returns the inputs. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /** Returns the directory of the lake. */
  public String lake() {
    return folder.resolve("lake").toString();
  }

  /** Returns the directories of the reports, which contain the rejects and the accounting. */
  public List<String> reports() {
    return List.copyOf(reports.keySet());
  }

  /**
   * Prints a warning if records were rejected.
   *
   * @param where a sentence that says where they are
   */
  public void warnOfRejects(String where) {
    if (rejected() > 0) {
      new ErrorOutput(System.err)
          .warning(TerminalText.partOf(rejected(), read(), "record") + " rejected. " + where);
    }
  }

  long read() {
    return sum("read");
  }

  long rejected() {
    return sum("rejected");
  }

  private long sum(String count) {
    return reports.values().stream()
        .mapToLong(run -> run.path("accounting").path("total").path(count).asLong())
        .sum();
  }

  @Override
  public void close() {
    stop.close();
    OwnTemporaryFolder.remove(folder);
  }
}
