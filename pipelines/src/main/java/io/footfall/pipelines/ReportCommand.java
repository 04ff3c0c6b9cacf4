package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import io.footfall.records.ReadSettings;
import io.footfall.report.OutputClaim;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import io.footfall.transforms.files.ReadFileSlices;
import io.footfall.transforms.report.SummarizeFiles;
import io.footfall.visits.VisitsDataset;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.ReleaseInfo;

/** The commands {@code visits} and {@code purchases}: from files to a report. */
final class ReportCommand {
  private static final long BYTES_PER_PARTITION = 32L << 20;
  private static final int FEWEST_PARTITIONS = 8;
  private static final int MOST_PARTITIONS = 512;
  private static final int LARGEST_SPLIT_RECORD = 16 << 20;
  private static final int HEADERS_CHECKED_FIRST = 64;
  private static final int MOST_SHARDS = 10_000;
  private static final long MILLIS_TO_ABANDON = 1_500;

  private ReportCommand() {}

  /**
   * Makes the report of a dataset.
   *
   * @param dataset {@code visits} or {@code purchases}
   * @return the exit status
   */
  static int run(String dataset, List<String> args, PrintStream out) {
    ReportOptions options = parse(withDefaults(args));
    if (options.getInput() == null) {
      throw usage(
          "Say what to read with --input=FILE, for example: footfall "
              + dataset
              + " --input="
              + dataset
              + ".csv --output=report");
    }
    if (options.getOutput() == null) {
      throw usage("Say where the report goes with --output=FOLDER.");
    }
    FileSystems.setDefaultPipelineOptions(options);
    long start = System.currentTimeMillis();
    ReadSettings settings = settings(options);
    Dataset<?> what = dataset(dataset, zone(options.getZone()));
    List<InputFile> files = InputFiles.list(Arrays.asList(options.getInput().split(",", -1)));
    long bytes = files.stream().mapToLong(InputFile::size).sum();
    checkHeaders(files, what, settings);
    ReportTarget target = target(options, start, bytes, args);
    OutputClaim claim = OutputClaim.of(target, what, isInThisProcess(args));
    Thread abandon = new Thread(() -> abandonSoon(claim), "abandon");
    Runtime.getRuntime().addShutdownHook(abandon);
    Console console = new Console(out, files.size(), bytes);
    try {
      checkRejectsFolder(target);
      console.started(dataset, options.getInput(), options.getRunner().getSimpleName());
      console.otherRuns(claim);
      PipelineResult.State state =
          build(options, what, files, settings, target).run().waitUntilFinish();
      if (state != null && state != PipelineResult.State.DONE) {
        throw new InputRefusedException(
            Kind.INTERNAL, "The runner ended the run as " + state + ". --verbose shows more.");
      }
      claim.close();
    } finally {
      console.stopped();
      claim.abandon();
    }
    return console.report(what, target, options);
  }

  /** Cleans up when the process is told to end; a remote file system may be too slow for that. */
  private static void abandonSoon(OutputClaim claim) {
    Thread abandoning = new Thread(claim::abandon, "abandoning");
    abandoning.setDaemon(true);
    abandoning.start();
    try {
      abandoning.join(MILLIS_TO_ABANDON);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the run ends with this process: true for every embedded engine. */
  private static boolean isInThisProcess(List<String> args) {
    for (String arg : args) {
      for (String master : List.of("--flinkMaster=", "--sparkMaster=")) {
        if (arg.startsWith(master)) {
          String where = arg.substring(master.length());
          return where.startsWith("[") || where.startsWith("local");
        }
      }
    }
    return true;
  }

  /** Only wires. */
  static Pipeline build(
      ReportOptions options,
      Dataset<?> dataset,
      List<InputFile> files,
      ReadSettings settings,
      ReportTarget target) {
    ReadFileSlices read = ReadFileSlices.of(files).withWorkers(workers());
    if (settings.maxRecordBytes() > LARGEST_SPLIT_RECORD) {
      read = read.withoutSplits();
    }
    int partitions = options.getPartitions();
    if (partitions == 0) {
      long bytes = files.stream().mapToLong(InputFile::size).sum();
      partitions =
          (int) Math.max(FEWEST_PARTITIONS, Math.min(MOST_PARTITIONS, bytes / BYTES_PER_PARTITION));
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadFileSlices", read)
        .apply(
            "SummarizeFiles",
            SummarizeFiles.of(dataset, settings, target).withPartitions(partitions));
    return pipeline;
  }

  private static int workers() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static Dataset<?> dataset(String name, ZoneId zone) {
    return name.equals("visits") ? new VisitsDataset(zone) : new PurchasesDataset(zone);
  }

  /** What each runner needs to be quick, unless it was said otherwise. */
  private static List<String> withDefaults(List<String> args) {
    List<String> all = new ArrayList<>(args);
    String runner =
        args.stream()
            .filter(a -> a.startsWith("--runner="))
            .map(a -> a.substring(9).toLowerCase(Locale.ROOT))
            .findFirst()
            .orElse("direct");
    if (runner.startsWith("flink")) {
      boolean remote =
          args.stream().anyMatch(a -> a.startsWith("--flinkMaster=") && !a.contains("["));
      addUnlessThere(all, "--flinkMaster", "[local]");
      addUnlessThere(all, "--objectReuse", "true");
      if (remote) {
        addUnlessThere(all, "--attachedMode", "false");
        addUnlessThere(all, "--jobCheckIntervalInSecs", "1");
        String jar = System.getProperty("footfall.jar", "");
        if (!jar.isEmpty()) {
          addUnlessThere(all, "--filesToStage", jar);
        }
      } else {
        addUnlessThere(all, "--parallelism", Integer.toString(workers()));
      }
    } else if (runner.startsWith("direct")) {
      addUnlessThere(all, "--targetParallelism", Integer.toString(workers()));
      addUnlessThere(all, "--enforceImmutability", "false");
      addUnlessThere(all, "--enforceEncodability", "false");
    }
    addUnlessThere(all, "--stableUniqueNames", "ERROR");
    return all;
  }

  private static void addUnlessThere(List<String> args, String name, String value) {
    if (args.stream().noneMatch(a -> a.startsWith(name + "="))) {
      args.add(name + "=" + value);
    }
  }

  private static ReportOptions parse(List<String> args) {
    try {
      PipelineOptionsFactory.register(ReportOptions.class);
      return PipelineOptionsFactory.fromArgs(args.toArray(new String[0])).as(ReportOptions.class);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      throw usage(
          "Wrong options: " + message + (message.endsWith(".") ? "" : ".") + " See --help.");
    }
  }

  private static InputRefusedException usage(String message) {
    return new InputRefusedException(Kind.USAGE, message);
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw usage(
          "--zone="
              + name
              + " is no time zone; expected one such as UTC, Europe/Berlin or +02:00.");
    }
  }

  private static ReadSettings settings(ReportOptions options) {
    ReadSettings settings = ReadSettings.defaults().withMaxRecordBytes(options.getMaxRecordBytes());
    settings =
        switch (options.getFormat().toLowerCase(Locale.ROOT)) {
          case "auto" -> settings;
          case "csv" -> settings.withEncoding(ReadSettings.Encoding.CSV);
          case "json", "jsonl" -> settings.withEncoding(ReadSettings.Encoding.JSON);
          default ->
              throw usage(
                  "--format=" + options.getFormat() + " is unknown; expected auto, csv or json.");
        };
    String delimiter = options.getDelimiter();
    if (delimiter != null) {
      String plain = delimiter.equals("\\t") || delimiter.equals("tab") ? "\t" : delimiter;
      if (plain.length() != 1 || plain.charAt(0) > 127 || "\"\r\n".contains(plain)) {
        throw usage(
            "--delimiter='"
                + delimiter
                + "' is no delimiter; expected one ASCII character, or \\t for a tab.");
      }
      settings = settings.withDelimiter(plain.charAt(0));
    }
    String columns = options.getColumns();
    if (!options.getHeader()) {
      if (columns == null || columns.contains("=")) {
        throw usage(
            "--header=false needs the list of columns in their order, for example --columns=user_id,timestamp,url,page_view_duration.");
      }
      return settings.withoutHeader(Arrays.asList(columns.split(",", -1)));
    }
    if (columns != null) {
      Map<String, String> mapping = new LinkedHashMap<>();
      for (String pair : columns.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
          throw usage(
              "--columns="
                  + columns
                  + ": expected COLUMN=NAME pairs; a plain list of columns goes with --header=false.");
        }
        mapping.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
      }
      settings = settings.withMapping(mapping);
    }
    return settings;
  }

  /**
   * Refuses a wrong header before anything is started. The headers of further files are checked
   * when they are read.
   */
  private static void checkHeaders(
      List<InputFile> files, Dataset<?> dataset, ReadSettings settings) {
    for (InputFile file : files.subList(0, Math.min(HEADERS_CHECKED_FIRST, files.size()))) {
      FileSlice start =
          file.splittable()
              ? new FileSlice(file.name(), 0, 0, file.size())
              : FileSlice.whole(file.name(), file.size());
      new SliceReader(start, dataset.schema(), settings).close();
    }
  }

  private static ReportTarget target(
      ReportOptions options, long start, long bytes, List<String> args) {
    if (options.getNumShards() < 1 || options.getNumShards() > MOST_SHARDS) {
      throw usage("--numShards=" + options.getNumShards() + "; expected 1 to " + MOST_SHARDS + ".");
    }
    String folder = folder(String.valueOf(options.getOutput()));
    String rejects =
        options.getRejects() == null ? folder + "rejects/" : folder(options.getRejects());
    return new ReportTarget(
        folder,
        rejects,
        options.getNumShards(),
        options.getOverwrite(),
        UUID.randomUUID().toString(),
        start,
        bytes,
        about(options, args));
  }

  private static String folder(String path) {
    String plain = path.startsWith("file://") ? path.substring("file://".length()) : path;
    String absolute =
        plain.contains("://") ? plain : Path.of(plain).toAbsolutePath().normalize().toString();
    return absolute.endsWith("/") ? absolute : absolute + "/";
  }

  /**
   * What run.json says of the program. Only options of Footfall itself are told, and none of them
   * takes a secret.
   */
  private static Map<String, Map<String, String>> about(ReportOptions options, List<String> args) {
    Map<String, Map<String, String>> about = new TreeMap<>();
    about.put(
        "versions",
        Map.of(
            "footfall", Footfall.version(),
            "beam", ReleaseInfo.getReleaseInfo().getVersion(),
            "java", System.getProperty("java.version", "")));
    Map<String, String> told = new TreeMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      if (OptionTable.of(ReportOptions.class).stream()
          .anyMatch(o -> name.equals("--" + o.name()))) {
        told.put(name.substring(2), equals < 0 ? "true" : arg.substring(equals + 1));
      }
    }
    told.put("runner", options.getRunner().getSimpleName());
    about.put("options", told);
    return about;
  }

  /** Finds out before the run what would only come up at its end. */
  private static void checkRejectsFolder(ReportTarget target) {
    if (target.rejectsFolder().contains("://")) {
      return;
    }
    Path folder = Path.of(target.rejectsFolder());
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder != null && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
      throw new InputRefusedException(
          Kind.IO,
          "The rejects folder "
              + target.rejectsFolder()
              + " cannot be written to: "
              + (Files.isDirectory(folder) ? "permission denied" : folder + " is a file")
              + ". Choose another with --rejects.");
    }
  }
}
