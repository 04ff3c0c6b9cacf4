package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.files.DirectoryLock;
import io.footfall.lake.HourChunks;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.StreamBatch;
import io.footfall.parquet.ParquetRows;
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.replay.ReplayedRejects;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.RejectFolder;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowFiles;
import io.footfall.report.WindowFolders;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * A command that commits files, in a folder that is prepared for it; or a write of a stream's
 * worker.
 *
 * @param name how the page of guarantees calls it
 * @param before the commands that prepare the folder; {@code @} stands for the folder
 * @param command the command
 * @param write what a worker of the command does instead of it; null for the whole command
 */
record CommitScenario(
    String name, List<List<String>> before, List<String> command, @Nullable Write write) {
  private static final String HEADER =
      "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);

  /** What a runner hands to the worker again after a failure. */
  private static final List<List<byte[]>> CHUNKS = List.of(chunks("t1"), chunks("t2"));

  /** A write of a stream. */
  interface Write {
    /** Writes what comes first, which is 0, or next, which is 1. */
    void write(Path folder, int number) throws IOException;
  }

  private static final List<String> MARCH =
      List.of(
          "purchases",
          "--input=@/in/march.csv",
          "--output=@/report",
          "--lake=@/lake",
          "--batch=march");

  static final List<CommitScenario> ALL =
      List.of(
          new CommitScenario("a first report", List.of(), with(MARCH, "--backup=@/backup")),
          new CommitScenario(
              "a report that replaces another",
              List.of(with(MARCH, "--numShards=2")),
              List.of(
                  "purchases",
                  "--input=@/in/april.csv",
                  "--output=@/report",
                  "--lake=@/lake",
                  "--batch=march",
                  "--overwrite")),
          new CommitScenario(
              "compact",
              List.of(
                  MARCH,
                  List.of(
                      "purchases",
                      "--input=@/in/april.csv",
                      "--output=@/report2",
                      "--lake=@/lake",
                      "--batch=april")),
              List.of("compact", "--lake=@/lake", "--dataset=purchases")),
          new CommitScenario(
              "replay",
              List.of(MARCH),
              List.of(
                  "replay",
                  "--rejects=@/report/rejects",
                  "--dataset=purchases",
                  "--lake=@/lake",
                  "--fix=s/2024-02-30/2024-02-29/")),
          new CommitScenario(
              "windows of files",
              List.of(),
              List.of("purchases", "--input=@/in/march.csv", "--output=@/windows", "--window=1d")),
          new CommitScenario(
              "a window of a stream",
              List.of(),
              List.of("visits", "--input=kafka://HOST/visits", "--output=@/windows"),
              CommitScenario::writeWindow),
          new CommitScenario(
              "a lake of a stream",
              List.of(),
              List.of("purchases", "--input=kafka://HOST/purchases", "--lake=@/lake"),
              CommitScenario::writeBatch));

  /** A whole command. */
  private CommitScenario(String name, List<List<String>> before, List<String> command) {
    this(name, before, command, null);
  }

  private static void writeWindow(Path folder, int pane) throws IOException {
    SourceCounts counts = new SourceCounts();
    counts.read = pane + 1L;
    counts.ok = counts.read;
    long start = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
    WindowResult result =
        new WindowResult(
                start,
                start + 3_600_000,
                pane,
                pane == 1,
                new TreeMap<>(Map.of("shard", counts)),
                new TreeMap<>(),
                List.of(WindowResult.run(0, List.of("/a," + counts.ok + ",1.000,1.000"))),
                new byte[0])
            .withSummary(VISITS);
    String directory = folder.resolve("windows").toString();
    try (WindowSink.Session session =
        new WindowFolders(directory, ZoneOffset.UTC, WindowFormat.CSV).open(VISITS)) {
      StreamOwner run = new StreamOwner(UUID.randomUUID().toString(), Map.of(), Instant.now());
      session.claim(run, true, true);
      session.writeFor(run);
      session.put(List.of(result));
    }
  }

  private static List<byte[]> chunks(String transaction) {
    HourChunks<PurchaseRow> hours = new HourChunks<>(PURCHASES);
    List<byte[]> chunks = new ArrayList<>();
    for (int day = 1; day < 3; day++) {
      LocalDate date = LocalDate.of(2024, 3, day);
      PurchaseRow row = new PurchaseRow();
      long micros = date.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
      row.set(new Purchase(transaction, "c", micros, date, "n", "k", BigDecimal.ONE));
      hours.add(row, "shard", (hour, chunk) -> chunks.add(chunk));
    }
    hours.finish((hour, chunk) -> chunks.add(chunk));
    return chunks;
  }

  private static void writeBatch(Path folder, int number) throws IOException {
    LakeFolder lake = LakeFolder.of(folder.resolve("lake").toString(), "purchases");
    StreamBatch.write(PURCHASES, CHUNKS.get(number), LakeTarget.of(lake, "", ""));
  }

  private static List<String> with(List<String> command, String option) {
    List<String> longer = new ArrayList<>(command);
    longer.add(option);
    return List.copyOf(longer);
  }

  /** Returns a command in a folder. */
  static String[] in(Path folder, List<String> command) {
    return command.stream()
        .map(argument -> argument.replace("@", folder.toString()))
        .toArray(String[]::new);
  }

  /** Runs the command, or writes. */
  Ended run(Path folder) {
    if (write == null) {
      return FootfallCall.run(in(folder, command));
    }
    try {
      write.write(folder, 1);
      return new Ended(0, "", "");
    } catch (IOException | RuntimeException e) {
      return new Ended(74, "", e.toString());
    }
  }

  /** Writes the inputs and runs the commands that come before. */
  void prepare(Path folder) throws IOException {
    Path inputs = Files.createDirectories(folder.resolve("in"));
    Files.writeString(
        inputs.resolve("march.csv"),
        HEADER
            + "t1,c1,2024-03-01 10:00:00,n,k,1.50,1\n"
            + "t2,c2,2024-03-02 10:00:00,n,k,2.50,2\n"
            + "t3,c3,2024-02-30 10:00:00,n,k,3.50,3\n"
            + "t4,c4,2024-03-02 10:00:00,n,k,costly,4\n");
    Files.writeString(
        inputs.resolve("april.csv"),
        HEADER + "t5,c5,2024-03-02 11:00:00,n,k,5.50,5\nt6,c6,2024-04-01 10:00:00,n,k,cheap,6\n");
    for (List<String> command : before) {
      FootfallCall.runWell(in(folder, command));
    }
    if (write != null) {
      write.write(folder, 0);
    }
  }

  /**
   * Describes what a reader finds: the report and its accounting, open rejects, the lake by its
   * seals and by the documented glob, backups; and leftover temporary files, which must be absent.
   */
  static String snapshot(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String report : List.of("report", "report2")) {
      describeReport(folder.resolve(report), lines);
    }
    describeRejects(folder, lines);
    describeLake(folder, lines);
    for (Path file : files(folder)) {
      String name = folder.relativize(file).toString();
      if (name.startsWith("backup/source/")) {
        lines.add("backup: " + unzipped(file).replace('\n', '|'));
      } else if (name.startsWith("windows/") && name.endsWith(".csv") && !name.contains("/.")) {
        lines.add(name + ": " + Files.readString(file).replace('\n', '|'));
      } else if (name.endsWith("/" + WindowFiles.WINDOW_FILE)) {
        lines.add(name + ": " + new ObjectMapper().readTree(file.toFile()).path("pane"));
      }
    }
    files(folder).stream()
        .map(file -> folder.relativize(file).toString())
        .filter(name -> name.contains("/.") && !isLock(name))
        .forEach(name -> lines.add("left behind: " + StepLabel.of(name)));
    return String.join("\n", lines);
  }

  /** The lock of a whole dataset or of rejects stays; that of one run does not. */
  private static boolean isLock(String name) {
    return name.endsWith("/" + DirectoryLock.FILE) && !name.contains("/.footfall-");
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void describeReport(Path report, List<String> lines) throws IOException {
    Path run = report.resolve("run.json");
    if (!Files.exists(run)) {
      return;
    }
    JsonNode json = new ObjectMapper().readTree(Files.readString(run));
    lines.add(report.getFileName() + ": " + json.path("accounting").path("total"));
    for (JsonNode output : json.path("outputs")) {
      Path file = report.resolve(output.asText());
      if (!Files.exists(file)) {
        lines.add("run.json names a missing file: " + StepLabel.of(output.asText()));
      }
    }
    for (JsonNode backup : json.path("backup")) {
      if (!Files.exists(Path.of(backup.path("file").asText()))) {
        lines.add("run.json names a missing backup");
      }
    }
    for (Path file : files(report)) {
      if (file.toString().endsWith(".csv")) {
        lines.add(report.relativize(file) + ": " + Files.readString(file).replace('\n', '|'));
      }
    }
  }

  private static void describeRejects(Path folder, List<String> lines) throws IOException {
    LakeFolder lake = LakeFolder.of(folder.resolve("lake").toString(), "purchases");
    ReplayedRejects replayed = ReplayedRejects.in(List.of(lake));
    RejectFolder rejects = RejectFolder.of(folder.resolve("report/rejects").toString());
    List<String> found = new ArrayList<>();
    for (MatchResult.Metadata file : rejects.files()) {
      if (replayed.state(rejects, file) == ReplayedRejects.State.OPEN) {
        RejectFolder.read(
            file,
            new RejectFolder.Visitor() {
              @Override
              public void reject(KeptReject reject) {
                found.add(
                    "open reject: %s, attempt %s, %s"
                        .formatted(
                            reject.code(), reject.attempts(), new String(reject.raw(), UTF_8)));
              }

              @Override
              public void otherLine(String name, long line) {
                found.add("not a reject: " + name + ", line " + line);
              }
            });
      }
    }
    found.sort(null);
    lines.addAll(found);
  }

  private static void describeLake(Path folder, List<String> lines) throws IOException {
    LakeFolder lake = LakeFolder.of(folder.resolve("lake").toString(), "purchases");
    List<String> rows = new ArrayList<>();
    TreeSet<String> live = new TreeSet<>();
    for (LakeFile file : lake.liveFiles()) {
      live.add(file.path());
      try (ParquetRows in = lake.open(file, PURCHASES.lake().schema())) {
        while (in.next()) {
          rows.add("lake: " + in.text(0) + " of batch " + in.text(9));
        }
      }
    }
    rows.sort(null);
    lines.addAll(rows);
    TreeSet<String> globbed = new TreeSet<>();
    for (Path file : files(Path.of(lake.path()))) {
      String name = Path.of(lake.path()).relativize(file).toString();
      if (name.endsWith(".parquet")) {
        globbed.add(name);
      }
    }
    if (!globbed.equals(live)) {
      lines.add("the lake has " + globbed.size() + " files, and " + live.size() + " by its seals");
    }
  }
}
