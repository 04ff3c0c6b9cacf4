package io.footfall.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.footfall.accounting.Accounting;
import io.footfall.accounting.SourceCounts;
import io.footfall.backup.BackedUpFile;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Highlights;
import io.footfall.dataset.Summary;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLock;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.PreparedBatch;
import io.footfall.lake.StagedFile;
import io.footfall.records.Excerpt;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectFile;
import io.footfall.table.MergedRuns;
import io.footfall.table.RunWriter;
import io.footfall.table.SortedRun;
import io.footfall.table.Table;
import io.footfall.table.TableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Assembles a report from its parts and makes it visible, in three phases:
 *
 * <ol>
 *   <li>It writes all files of the report, and the {@link CommitPlan}, under temporary names. A run
 *       that is stopped or killed in this phase leaves the output directory as it was.
 *   <li>It records the {@link CommitDecision} that the report will be put in place. If the run was
 *       stopped before, the commit fails; afterwards, the run can no longer be stopped.
 *   <li>It executes the plan: deletes the {@code run.json} of an earlier report, then renames and
 *       deletes the other files, and renames the new {@code run.json} last. A directory with a
 *       {@code run.json} therefore holds the complete report that the file describes.
 * </ol>
 *
 * <p>A retry after a failure at any point produces the same report. If the process dies in the
 * third phase, the next run that claims the directory executes the rest of the plan.
 */
public final class ReportCommit {
  /**
   * Highlights are shortened, because a URL may have millions of characters. The tables contain it
   * all.
   */
  private static final int LONGEST_HIGHLIGHT = 500;

  /** Maximum time that the commit waits for another one, and for a compaction of the lake. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Dataset<?> dataset;
  private final ReportTarget target;
  private final CommitDecision decision;
  private final Accounting accounting = new Accounting();
  private final Map<String, BigDecimal> totals = new TreeMap<>();
  private final List<SortedRun> runs = new ArrayList<>();
  private final List<byte[]> rejects = new ArrayList<>();
  private final Map<String, String> finished = new TreeMap<>();
  private final List<byte[]> candidates = new ArrayList<>();
  private final Map<String, BackedUpFile> backups = new TreeMap<>();
  private List<byte[]> firstRows = new ArrayList<>();
  private final RunWindows windows = new RunWindows();
  private @Nullable WindowedOutput windowed;
  private @Nullable LakeTarget lake;
  private @Nullable BatchCommit batch;

  /** Creates the commit of one report. */
  public ReportCommit(Dataset<?> dataset, ReportTarget target) {
    this.dataset = dataset;
    this.target = target;
    decision = new CommitDecision(target.temporaryFolder());
  }

  /** Returns a copy that also seals a batch of the lake, just before the report appears. */
  public ReportCommit withLake(LakeTarget value) {
    lake = value;
    batch = new BatchCommit(value);
    return this;
  }

  /** Returns a copy that writes the directories of windows and the sinks instead of tables. */
  public ReportCommit withWindows(WindowedOutput value) {
    windowed = value;
    return this;
  }

  /**
   * Writes the files of one shard under temporary names, and returns the parts for {@link #commit}.
   */
  public List<byte[]> writeShard(int shard, Iterable<byte[]> parts) {
    List<byte[]> out = new ArrayList<>();
    List<SortedRun> ofShard = new ArrayList<>();
    for (byte[] part : parts) {
      if (ReportPart.kind(part) == ReportPart.Kind.RUN) {
        ofShard.add(SortedRun.unpack(new ByteInput(ReportPart.content(part))));
      } else {
        out.add(part);
      }
    }
    try {
      int keep = dataset.summary().map(Summary::rows).orElse(0);
      for (int t = 0; t < dataset.tables().size(); t++) {
        int table = t;
        String file = target.temporaryFolder() + "shard-" + java.util.UUID.randomUUID();
        List<byte[]> first =
            TableFile.write(
                dataset.tables().get(t),
                ofShard.stream().filter(r -> r.table() == table).toList(),
                file,
                keep);
        ByteOutput shardPart = new ByteOutput(256);
        shardPart.writeText(file);
        shardPart.writeText(target.fileOf(dataset.tables().get(t), shard));
        out.add(ReportPart.of(ReportPart.Kind.SHARD, shardPart.toByteArray()));
        if (t == 0 && !first.isEmpty()) {
          out.add(ReportPart.ofRun(firstRun(ofShard, keep)));
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return out;
  }

  /** Returns a run of the first rows of a shard, from which the summary is computed. */
  private SortedRun firstRun(List<SortedRun> ofShard, int keep) throws IOException {
    RunWriter first = new RunWriter(0, target.temporaryFolder());
    try (MergedRuns merged =
        MergedRuns.all(
            dataset.tables().get(0), ofShard.stream().filter(r -> r.table() == 0).toList())) {
      for (int i = 0; i < keep && merged.hasRow(); i++) {
        merged.appendRow(first.row());
        first.end(merged.first(), merged.second());
        merged.advance();
      }
    }
    return first.finish();
  }

  /**
   * Commits the report.
   *
   * @return the path of {@code run.json}
   * @throws FootfallException if the accounting does not add up, or writing fails
   */
  public String commit(Iterable<byte[]> parts) {
    for (byte[] part : parts) {
      byte[] content = ReportPart.content(part);
      switch (ReportPart.kind(part)) {
        case RUN -> runs.add(SortedRun.unpack(new ByteInput(content)));
        case TOTALS -> ReportPart.addTotals(part, totals);
        case COUNTS -> accounting.add(new ByteInput(content));
        case REJECTS -> rejects.add(content);
        case CANDIDATES -> ReportPart.addCandidates(part, candidates);
        case SHARD -> {
          ByteInput in = new ByteInput(content);
          finished.put(in.readText(), in.readText());
        }
        case LAKE_FILE -> Objects.requireNonNull(batch).add(StagedFile.unpack(content));
        case BACKUP -> {
          BackedUpFile backup = ReportPart.backup(content);
          backups.put(backup.source(), backup);
        }
        case WINDOW -> windows.add(part);
      }
    }
    windows.addTotals(totals);
    check();
    try {
      commitFiles();
    } catch (IOException e) {
      throw failed(e);
    }
    removeTemporary();
    return target.runFile();
  }

  private void commitFiles() throws IOException {
    if (decision.isPlacing()) {
      // An earlier attempt had begun to put files in place.
      Optional<CommitPlan> begun = CommitPlan.read(target.folder(), target.runId());
      if (begun.isPresent()) {
        place(begun.get());
        return;
      }
    }
    Optional<EarlierReport> earlier = EarlierReport.read(target.runFile(), target.folder());
    if (earlier.isPresent()) {
      if (earlier.get().runId().equals(target.runId())) {
        // An earlier attempt has completed the commit.
        return;
      }
      if (windowed == null) {
        refuseIfNotToBeReplaced();
      }
    }
    List<DirectoryLock> locks = batch == null ? List.of() : batch.lock(PATIENCE);
    try {
      CommitPlan plan = stage(earlier);
      plan.write(target.temporaryFolder());
      if (windowed != null && !windowed.sinks().isEmpty()) {
        if (target.claimed() && !decision.beginSinks()) {
          throw stopped();
        }
        putIntoSinks(windowed);
      }
      if (target.claimed() && !decision.place()) {
        throw stopped();
      }
      place(plan);
    } finally {
      unlock(locks);
    }
  }

  private static FootfallException stopped() {
    return new FootfallException(
        Kind.IO, "The run was stopped before its report was put in place.");
  }

  private static void unlock(List<DirectoryLock> locks) {
    for (DirectoryLock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        // The lock expires.
      }
    }
  }

  /**
   * Writes everything that is not in the temporary directory yet. Nothing is visible afterwards.
   */
  private CommitPlan stage(Optional<EarlierReport> earlier) throws IOException {
    if (windowed == null) {
      writeTables();
      writeSummary();
    } else {
      writeWindows(windowed);
    }
    String rejectFile = writeRejects();
    OutputFiles.write(target.temporaryFolder() + ReportTarget.RUN_FILE, describe(rejectFile));
    Map<String, String> renames = new LinkedHashMap<>();
    backups.values().forEach(backup -> renames.put(backup.temporary(), backup.file()));
    renames.putAll(finished);
    List<String> replaced = List.of();
    if (batch != null) {
      batch.belongsTo(decision.placing());
      batch.account(accounting.sources(), Map.of());
      PreparedBatch prepared = batch.prepare();
      renames.putAll(prepared.renames());
      replaced = prepared.replaced();
    }
    return new CommitPlan(windowed == null ? stale(earlier) : List.of(), renames, replaced);
  }

  private void place(CommitPlan plan) throws IOException {
    try {
      plan.execute(target.folder(), target.runId());
    } catch (IOException e) {
      throw FootfallException.io(
          "The report is only partly in " + target.folder(),
          e,
          "Remove the cause and run the same command again: it completes the report first.");
    }
  }

  private void check() {
    accounting
        .sources()
        .forEach(
            (source, counts) -> {
              if (!counts.addsUp()) {
                throw wrong(
                    "%s: read %s, ok %s, rejected %s"
                        .formatted(source, counts.read, counts.ok, counts.rejected()));
              }
            });
    if (windowed != null && windows.total().ok != accounting.total().ok) {
      throw wrong(
          "the windows have %s records, but %s records were ok"
              .formatted(windows.total().ok, accounting.total().ok));
    }
    if (batch != null && batch.rows() != accounting.total().ok) {
      throw wrong(
          "the lake has %s records, but %s records were ok"
              .formatted(batch.rows(), accounting.total().ok));
    }
    dataset
        .contradiction(totals, accounting.total())
        .ifPresent(
            what -> {
              throw wrong(what);
            });
  }

  private static FootfallException wrong(String what) {
    return new FootfallException(
        Kind.INTERNAL,
        "The accounting does not add up: "
            + what
            + ". Nothing was written. This is a bug in Footfall.");
  }

  private void writeTables() throws IOException {
    int keep = dataset.summary().map(Summary::rows).orElse(0);
    for (int t = 0; t < dataset.tables().size(); t++) {
      int table = t;
      Table spec = dataset.tables().get(t);
      List<SortedRun> ofTable = runs.stream().filter(r -> r.table() == table).toList();
      String file = target.temporaryFolder() + spec.name();
      List<byte[]> first = TableFile.write(spec, ofTable, file, keep);
      if (t == 0) {
        firstRows = first;
      }
      if (target.shards() == 1) {
        finished.put(file, target.fileOf(spec, 0));
      } else {
        for (int shard = 0; shard < target.shards(); shard++) {
          String wanted = target.fileOf(spec, shard);
          if (!finished.containsValue(wanted)) {
            String empty = file + "-" + shard;
            TableFile.write(spec, List.of(), empty, 0);
            finished.put(empty, wanted);
          }
        }
      }
    }
  }

  private void writeWindows(WindowedOutput output) throws IOException {
    for (WindowResult result : windows.results(dataset)) {
      String window = WindowFiles.folder(result.startMillis(), result.endMillis(), output.zone());
      String windowFile = target.folder() + window + "/" + WindowFiles.WINDOW_FILE;
      if (!target.overwrite() && OutputFiles.exists(windowFile)) {
        throw FootfallException.usage(
            "The window %s is in %s already. Replace it with --overwrite, or choose another --output."
                .formatted(window, target.folder()));
      }
      Map<String, OutputFiles.Content> files =
          WindowFiles.contents(result, dataset, output.format());
      for (Map.Entry<String, OutputFiles.Content> file : files.entrySet()) {
        // Files are placed in the order of these names: window.json is the last of its directory.
        String order = file.getKey().equals(WindowFiles.WINDOW_FILE) ? "-2-" : "-1-";
        String temporary = target.temporaryFolder() + window + order + file.getKey();
        OutputFiles.write(temporary, file.getValue());
        finished.put(temporary, target.folder() + window + "/" + file.getKey());
      }
    }
  }

  /**
   * Writes the windows to the sinks before the decision to place the files, because a later run
   * that completes the commit has only the files. Writing windows again changes nothing.
   */
  private void putIntoSinks(WindowedOutput output) throws IOException {
    for (WindowSink sink : output.sinks()) {
      try (WindowSink.Session session = sink.open(dataset)) {
        session.put(windows.results(dataset));
      }
    }
  }

  private String writeRejects() throws IOException {
    if (rejects.isEmpty()) {
      return "";
    }
    Instant now = Instant.now();
    String temporary = target.temporaryFolder() + "rejects.gz";
    try (OutputStream out = FirehoseFile.gzip(OutputFiles.create(temporary));
        ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : rejects) {
        ByteInput in = reader.entries(chunk);
        while (in.hasRemaining()) {
          Reject reject = Reject.unpack(in);
          RejectFile.write(
              reject.inFile(accounting.linesBefore(reject.source(), reject.sliceFrom())),
              now.toEpochMilli(),
              out);
        }
      }
    }
    // Named after the start of the run, so that a retry uses the same name.
    String file =
        target.rejectsFolder()
            + RejectFile.path(
                dataset.schema().dataset(),
                Instant.ofEpochMilli(target.startMillis()),
                target.runId());
    finished.put(temporary, file);
    return file;
  }

  private void writeSummary() throws IOException {
    if (dataset.summary().isPresent()) {
      Summary summary = dataset.summary().get();
      ByteOutput out = new ByteOutput();
      summary.write(totals, firstRows, out);
      OutputFiles.write(target.temporaryFolder() + summary.fileName(), out.toByteArray());
      finished.put(
          target.temporaryFolder() + summary.fileName(), target.folder() + summary.fileName());
    }
  }

  private byte[] describe(String rejectFile) throws IOException {
    SourceCounts total = accounting.total();
    long now = System.currentTimeMillis();
    double seconds = Math.max(1, now - target.startMillis()) / 1000.0;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
      json.writeStartObject();
      json.writeStringField("dataset", dataset.schema().dataset());
      json.writeStringField("runId", target.runId());
      json.writeStringField("started", Instant.ofEpochMilli(target.startMillis()).toString());
      json.writeStringField("finished", Instant.ofEpochMilli(now).toString());
      json.writeNumberField("durationSeconds", seconds);
      json.writeNumberField("rowsPerSecond", Math.round(total.read / seconds));
      for (Map.Entry<String, Map<String, String>> section : target.about().entrySet()) {
        json.writeObjectFieldStart(section.getKey());
        for (Map.Entry<String, String> entry : section.getValue().entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      if (windowed == null) {
        describeTotals(json);
        describeHighlights(json);
      } else {
        windows.describe(windowed, json);
      }
      json.writeObjectFieldStart("accounting");
      json.writeObjectFieldStart("total");
      total.describe(json);
      json.writeEndObject();
      json.writeFieldName("sources");
      SourceCounts.describeAll(accounting.sources(), json);
      json.writeEndObject();
      json.writeArrayFieldStart("outputs");
      for (String file : new TreeSet<>(finished.values())) {
        json.writeString(target.relative(file));
      }
      json.writeEndArray();
      json.writeStringField("rejects", rejectFile);
      if (lake != null) {
        json.writeObjectFieldStart("lake");
        json.writeStringField("folder", lake.folder());
        json.writeStringField("batch", lake.batch());
        json.writeNumberField("rows", Objects.requireNonNull(batch).rows());
        json.writeNumberField("files", batch.files());
        json.writeNumberField("bytes", batch.bytes());
        json.writeStringField("seal", lake.lake().sealFile(lake.batch()));
        json.writeEndObject();
      }
      if (!backups.isEmpty()) {
        json.writeArrayFieldStart("backup");
        for (BackedUpFile backup : backups.values()) {
          json.writeStartObject();
          json.writeStringField("source", backup.source());
          json.writeStringField("file", backup.file());
          json.writeNumberField("bytes", backup.bytes());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void describeTotals(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("totals");
    for (Map.Entry<String, BigDecimal> entry : totals.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue().toPlainString());
    }
    json.writeEndObject();
  }

  private void describeHighlights(JsonGenerator json) throws IOException {
    Highlights highlights = dataset.highlights();
    json.writeObjectFieldStart("highlights");
    json.writeStringField("title", highlights.title());
    json.writeArrayFieldStart("columns");
    for (Highlights.Column column : highlights.columns()) {
      json.writeString(column.name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (List<String> row : highlights.rows(firstRows, candidates)) {
      json.writeStartArray();
      for (String value : row) {
        json.writeString(Excerpt.of(value, LONGEST_HIGHLIGHT));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void refuseIfNotToBeReplaced() {
    if (!target.overwrite()) {
      throw FootfallException.usage(
          "Another run has written its report to "
              + target.folder()
              + " in the meantime. Replace it with --overwrite, or choose another --output.");
    }
  }

  /** Returns the files of an earlier report that this one does not write again. */
  private List<String> stale(Optional<EarlierReport> earlier) throws IOException {
    if (!target.overwrite()) {
      return List.of();
    }
    Set<String> stale = new TreeSet<>(filesLike(target.folder(), dataset));
    earlier.ifPresent(report -> stale.addAll(report.files()));
    stale.removeAll(finished.values());
    return List.copyOf(stale);
  }

  /** Returns the files in a directory whose names are those of a report. */
  static List<String> filesLike(String folder, Dataset<?> dataset) throws IOException {
    List<String> files = new ArrayList<>();
    for (Table table : dataset.tables()) {
      files.addAll(OutputFiles.list(folder, table.name() + ".csv"));
      files.addAll(OutputFiles.list(folder, table.name() + "-*-of-*.csv"));
    }
    if (dataset.summary().isPresent()) {
      files.addAll(OutputFiles.list(folder, dataset.summary().get().fileName()));
    }
    return files;
  }

  /** Deletes files of a report, and the directories of rejects that become empty. */
  static void deleteFiles(String folder, Collection<String> files) throws IOException {
    OutputFiles.delete(files);
    for (String file : files) {
      int inRejects = file.indexOf("/" + RejectFile.ERROR_OUTPUT_TYPE + "/");
      if (inRejects >= 0) {
        String top = file.substring(0, inRejects);
        // A directory of rejects outside the report stays.
        OutputFiles.deleteEmptyFolders(
            file, top.startsWith(folder) ? top : top + "/" + RejectFile.ERROR_OUTPUT_TYPE);
      }
    }
  }

  /**
   * Removes the temporary files. A failure does not fail a finished run, because leftovers are
   * harmless.
   */
  private void removeTemporary() {
    try {
      Optional<BackedUpFile> backup = backups.values().stream().findFirst();
      if (backup.isPresent()) {
        String temporary = backup.get().temporary();
        OutputFiles.deleteFolder(temporary.substring(0, temporary.lastIndexOf('/') + 1));
      }
      if (lake != null) {
        BatchCommit.discard(lake);
      }
      OutputFiles.deleteFolder(target.temporaryFolder());
    } catch (IOException e) {
      return;
    }
  }

  private FootfallException failed(IOException e) {
    return FootfallException.io(
        "Writing the report to " + target.folder() + " failed", e, "No report was written.");
  }
}
