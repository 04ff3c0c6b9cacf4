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
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeTarget;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts a report together from its parts and makes it visible: every file is written whole under a
 * temporary name, then all are renamed, {@code run.json} last. An earlier report goes before the
 * first of them comes, its {@code run.json} first: whenever there is a {@code run.json}, it is that
 * of the files beside it.
 *
 * <p>Trying it again after a failure, at whatever point, ends with the same: what it reads is
 * deleted only after {@code run.json} is there, and files that were put in place already are
 * recognised.
 */
public final class ReportCommit {
  /** In the temporary folder: the {@code run.json} of the report that is being replaced. */
  static final String EARLIER_RUN_FILE = "earlier-run.json";

  /** A URL may have millions of characters; the tables have it whole. */
  private static final int LONGEST_HIGHLIGHT = 500;

  private final Dataset<?> dataset;
  private final ReportTarget target;
  private final Accounting accounting = new Accounting();
  private final Map<String, BigDecimal> totals = new TreeMap<>();
  private final List<SortedRun> runs = new ArrayList<>();
  private final List<byte[]> rejects = new ArrayList<>();
  private final Map<String, String> finished = new TreeMap<>();
  private final List<byte[]> candidates = new ArrayList<>();
  private final Map<String, BackedUpFile> backups = new TreeMap<>();
  private List<byte[]> firstRows = new ArrayList<>();
  private @Nullable LakeTarget lake;
  private @Nullable BatchCommit batch;

  /** A commit of one report. */
  public ReportCommit(Dataset<?> dataset, ReportTarget target) {
    this.dataset = dataset;
    this.target = target;
  }

  /** With a batch of the lake, which is sealed just before the report is there. */
  public ReportCommit withLake(LakeTarget value) {
    lake = value;
    batch = new BatchCommit(value);
    return this;
  }

  /** Writes the files of one shard, under temporary names; gives the parts for {@link #commit}. */
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
        ReportPart.text(file, shardPart);
        ReportPart.text(target.fileOf(dataset.tables().get(t), shard), shardPart);
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

  /** The first rows of a shard, as a run: from which the summary is made. */
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
          finished.put(ReportPart.text(in), ReportPart.text(in));
        }
        case LAKE_FILE -> Objects.requireNonNull(batch).add(StagedFile.unpack(content));
        case BACKUP -> {
          BackedUpFile backup = ReportPart.backup(content);
          backups.put(backup.source(), backup);
        }
      }
    }
    check();
    String runFile = target.runFile();
    try {
      Optional<EarlierReport> earlier = EarlierReport.read(runFile, target.folder());
      if (earlier.isPresent()) {
        if (earlier.get().runId().equals(target.runId())) {
          // This very commit was done before, and is tried again.
          return runFile;
        }
        refuseIfNotToBeReplaced();
      }
      writeTables();
      String rejectFile = writeRejects();
      writeSummary();
      String temporaryRunFile = target.temporaryFolder() + ReportTarget.RUN_FILE;
      OutputFiles.write(temporaryRunFile, describe(rejectFile));
      Set<String> waiting = new TreeSet<>(OutputFiles.list(target.temporaryFolder(), "*"));
      removeEarlier(earlier.isPresent(), waiting);
      putBackupsInPlace();
      for (Map.Entry<String, String> file : finished.entrySet()) {
        if (waiting.contains(file.getKey())) {
          OutputFiles.rename(file.getKey(), file.getValue());
        } else if (!OutputFiles.exists(file.getValue())) {
          throw new IOException(file.getKey() + " is gone");
        }
      }
      if (batch != null) {
        batch.commit();
      }
      OutputFiles.rename(temporaryRunFile, runFile);
      removeTemporary();
      return runFile;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Before the report: a report whose source is not kept is not what was asked for. */
  private void putBackupsInPlace() throws IOException {
    Map<String, String> waiting = new TreeMap<>();
    Set<String> folders = new TreeSet<>();
    for (BackedUpFile backup : backups.values()) {
      folders.add(folderOf(backup.temporary()));
      waiting.put(backup.temporary(), backup.file());
    }
    Set<String> there = new TreeSet<>();
    for (String folder : folders) {
      there.addAll(OutputFiles.list(folder, "*"));
    }
    for (BackedUpFile backup : backups.values()) {
      if (!there.contains(backup.temporary())) {
        // This commit is tried again.
        waiting.remove(backup.temporary());
        if (!OutputFiles.exists(backup.file())) {
          throw new IOException(backup.temporary() + " is gone");
        }
      }
    }
    OutputFiles.rename(waiting);
  }

  private static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private void check() {
    accounting
        .sources()
        .forEach(
            (source, counts) -> {
              if (!counts.addsUp()) {
                throw wrong(
                    source
                        + ": read "
                        + counts.read
                        + ", ok "
                        + counts.ok
                        + ", rejected "
                        + counts.rejected());
              }
            });
    if (batch != null && batch.rows() != accounting.total().ok) {
      throw wrong(
          "the lake has "
              + batch.rows()
              + " records, but "
              + accounting.total().ok
              + " records were good");
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
            + ". Nothing was written; this is a fault of Footfall.");
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
    // Named after the start of the run, so that a second try gives the same name.
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
      json.writeObjectFieldStart("totals");
      for (Map.Entry<String, BigDecimal> entry : totals.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue().toPlainString());
      }
      json.writeEndObject();
      describeHighlights(json);
      json.writeObjectFieldStart("accounting");
      json.writeObjectFieldStart("total");
      total.describe(json);
      json.writeEndObject();
      json.writeArrayFieldStart("sources");
      for (Map.Entry<String, SourceCounts> source : accounting.sources().entrySet()) {
        json.writeStartObject();
        json.writeStringField("source", source.getKey());
        source.getValue().describe(json);
        json.writeEndObject();
      }
      json.writeEndArray();
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
      throw new FootfallException(
          Kind.USAGE,
          "Another run has put its report into "
              + target.folder()
              + " meanwhile. Replace it with --overwrite, or choose another --output.");
    }
  }

  /**
   * Removes an earlier report's files, also those that this one does not write again.
   *
   * @param present whether its {@code run.json} is still in place
   * @param waiting the temporary files that are not in place yet
   */
  private void removeEarlier(boolean present, Set<String> waiting) throws IOException {
    if (!target.overwrite()) {
      return;
    }
    String record = target.temporaryFolder() + EARLIER_RUN_FILE;
    if (present) {
      OutputFiles.rename(target.runFile(), record);
    }
    Set<String> stale = new TreeSet<>(filesLike(target.folder(), dataset));
    EarlierReport.read(record, target.folder()).ifPresent(r -> stale.addAll(r.files()));
    for (Map.Entry<String, String> file : finished.entrySet()) {
      if (!waiting.contains(file.getKey())) {
        stale.remove(file.getValue());
      }
    }
    deleteFiles(target.folder(), stale);
  }

  /** The files in a folder that are named as those of a report are. */
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

  /** Deletes files of a report, and the folders of rejects that become empty. */
  static void deleteFiles(String folder, Collection<String> files) throws IOException {
    OutputFiles.delete(files);
    for (String file : files) {
      int inRejects = file.indexOf("/" + RejectFile.ERROR_OUTPUT_TYPE + "/");
      if (inRejects >= 0) {
        String top = file.substring(0, inRejects);
        // A folder of rejects that is not the report's own stays.
        OutputFiles.deleteEmptyFolders(
            file, top.startsWith(folder) ? top : top + "/" + RejectFile.ERROR_OUTPUT_TYPE);
      }
    }
  }

  /** What is left is only in the way: no reason to fail a finished run. */
  private void removeTemporary() {
    try {
      Optional<BackedUpFile> backup = backups.values().stream().findFirst();
      if (backup.isPresent()) {
        OutputFiles.deleteFolder(folderOf(backup.get().temporary()));
      }
      OutputFiles.deleteFolder(target.temporaryFolder());
    } catch (IOException e) {
      return;
    }
  }

  private FootfallException failed(IOException e) {
    return new FootfallException(
        Kind.IO,
        "Writing the report to "
            + target.folder()
            + " failed: "
            + FootfallException.reason(e)
            + ". There is no report; run again once --output can take it.",
        e);
  }
}
