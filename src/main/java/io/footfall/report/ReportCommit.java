package io.footfall.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.footfall.accounting.Accounting;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Puts a report together from its parts and makes it visible: every file is written whole under a
 * temporary name, then all are renamed, {@code run.json} last. Trying it again after a failure does
 * the same again: what it reads is deleted only after {@code run.json} is there.
 */
public final class ReportCommit {
  private final Dataset<?> dataset;
  private final ReportTarget target;
  private final Accounting accounting = new Accounting();
  private final Map<String, BigDecimal> totals = new TreeMap<>();
  private final List<SortedRun> runs = new ArrayList<>();
  private final List<byte[]> rejects = new ArrayList<>();
  private final Map<String, String> finished = new TreeMap<>();
  private List<byte[]> firstRows = new ArrayList<>();

  /** A commit of one report. */
  public ReportCommit(Dataset<?> dataset, ReportTarget target) {
    this.dataset = dataset;
    this.target = target;
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
      int keep = dataset.summary().map(Dataset.Summary::rows).orElse(0);
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
          out.add(ReportPart.ofRun(new SortedRun(0, null, firstRun(ofShard, keep))));
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return out;
  }

  /** The first rows of a shard, as a run: from which the summary is made. */
  private byte[] firstRun(List<SortedRun> ofShard, int keep) throws IOException {
    RunWriter first = new RunWriter(0, target.temporaryFolder());
    try (MergedRuns merged =
        new MergedRuns(
            dataset.tables().get(0), ofShard.stream().filter(r -> r.table() == 0).toList())) {
      for (int i = 0; i < keep && merged.hasRow(); i++) {
        RunReader reader = merged.smallest();
        first.row().write(reader.row(), reader.rowFrom, reader.rowTo);
        first.end(reader.first, reader.second);
        merged.advance();
      }
    }
    return first.finish().bytes();
  }

  /**
   * Commits the report.
   *
   * @return the path of {@code run.json}
   * @throws InputRefusedException if the accounting does not add up, or writing fails
   */
  public String commit(Iterable<byte[]> parts) {
    for (byte[] part : parts) {
      byte[] content = ReportPart.content(part);
      switch (ReportPart.kind(part)) {
        case RUN -> runs.add(SortedRun.unpack(new ByteInput(content)));
        case TOTALS -> ReportPart.addTotals(part, totals);
        case COUNTS -> accounting.add(new ByteInput(content));
        case REJECTS -> rejects.add(content);
        case SHARD -> {
          ByteInput in = new ByteInput(content);
          finished.put(ReportPart.text(in), ReportPart.text(in));
        }
      }
    }
    check();
    try {
      writeTables();
      String rejectFile = writeRejects();
      writeSummary();
      String runFile = target.folder() + "run.json";
      String temporaryRunFile = target.temporaryFolder() + "run.json";
      write(temporaryRunFile, describe(rejectFile));
      if (target.overwrite()) {
        deleteEarlier();
      }
      for (Map.Entry<String, String> file : finished.entrySet()) {
        rename(file.getKey(), file.getValue());
      }
      rename(temporaryRunFile, runFile);
      delete(target.temporaryFolder() + "*");
      deleteFolder();
      return runFile;
    } catch (IOException e) {
      throw failed(e);
    }
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
    dataset
        .contradiction(totals, accounting.total())
        .ifPresent(
            what -> {
              throw wrong(what);
            });
  }

  private static InputRefusedException wrong(String what) {
    return new InputRefusedException(
        Kind.INTERNAL,
        "The accounting does not add up: "
            + what
            + ". Nothing was written; this is a fault of Footfall.");
  }

  private void writeTables() throws IOException {
    int keep = dataset.summary().map(Dataset.Summary::rows).orElse(0);
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
    try (OutputStream out = RejectFile.gzip(open(temporary))) {
      for (byte[] chunk : rejects) {
        ByteInput in = PartialWriter.entriesOf(chunk);
        while (in.hasRemaining()) {
          Reject reject = Reject.unpack(in);
          RejectFile.write(
              reject.inFile(accounting.linesBefore(reject.source(), reject.sliceFrom())),
              now.toEpochMilli(),
              out);
        }
      }
    }
    String file =
        target.rejectsFolder() + RejectFile.path(dataset.schema().dataset(), now, target.runId());
    finished.put(temporary, file);
    return file;
  }

  private void writeSummary() throws IOException {
    if (dataset.summary().isPresent()) {
      Dataset.Summary summary = dataset.summary().get();
      ByteOutput out = new ByteOutput();
      summary.write(totals, firstRows, out);
      write(target.temporaryFolder() + summary.fileName(), out.toByteArray());
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
      json.writeObjectFieldStart("accounting");
      json.writeObjectFieldStart("total");
      describe(total, json);
      json.writeEndObject();
      json.writeArrayFieldStart("sources");
      for (Map.Entry<String, SourceCounts> source : accounting.sources().entrySet()) {
        json.writeStartObject();
        json.writeStringField("source", source.getKey());
        describe(source.getValue(), json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayFieldStart("outputs");
      for (String file : new java.util.TreeSet<>(finished.values())) {
        json.writeString(file);
      }
      json.writeEndArray();
      json.writeStringField("rejects", rejectFile);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void describe(SourceCounts counts, JsonGenerator json) throws IOException {
    json.writeNumberField("read", counts.read);
    json.writeNumberField("ok", counts.ok);
    json.writeNumberField("rejected", counts.rejected());
    json.writeNumberField("duplicate", counts.duplicate);
    json.writeNumberField("late", counts.late);
    json.writeNumberField("blankLines", counts.blankLines);
    json.writeNumberField("repeatedHeaders", counts.repeatedHeaders);
    json.writeNumberField("bytes", counts.bytes);
    json.writeObjectFieldStart("rejectedByCode");
    for (RejectCode code : RejectCode.values()) {
      if (counts.rejected(code) > 0) {
        json.writeNumberField(code.name(), counts.rejected(code));
      }
    }
    json.writeEndObject();
  }

  /** Removes an earlier report's files, also those that this one does not write again. */
  private void deleteEarlier() throws IOException {
    delete(target.folder() + "run.json");
    for (Table table : dataset.tables()) {
      delete(target.folder() + table.name() + ".csv");
      delete(target.folder() + table.name() + "-*-of-*.csv");
    }
    if (target.rejectsFolder().equals(target.folder() + "rejects/")) {
      delete(
          target.rejectsFolder()
              + RejectFile.ERROR_OUTPUT_TYPE
              + "/**"
              + dataset.schema().dataset()
              + "-*.gz");
    }
  }

  private static OutputStream open(String file) throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(
            FileSystems.create(
                FileSystems.matchNewResource(file, false), "application/octet-stream")),
        1 << 16);
  }

  private static void write(String file, byte[] content) throws IOException {
    try (OutputStream out = open(file)) {
      out.write(content);
    }
  }

  private static void rename(String from, String to) throws IOException {
    FileSystems.rename(
        List.of(FileSystems.matchNewResource(from, false)),
        List.of(FileSystems.matchNewResource(to, false)),
        StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private static void delete(String spec) throws IOException {
    List<ResourceId> there =
        FileSystems.match(spec, EmptyMatchTreatment.ALLOW).metadata().stream()
            .map(MatchResult.Metadata::resourceId)
            .toList();
    if (!there.isEmpty()) {
      FileSystems.delete(there, StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  /** On a file system with folders the empty one goes too. */
  private void deleteFolder() {
    if (!target.temporaryFolder().contains("://")) {
      try {
        java.nio.file.Files.deleteIfExists(java.nio.file.Path.of(target.temporaryFolder()));
      } catch (IOException e) {
        // An empty folder that stays is no reason to fail a finished run.
        return;
      }
    }
  }

  private InputRefusedException failed(IOException e) {
    return new InputRefusedException(
        Kind.IO,
        "Writing the report to "
            + target.folder()
            + " failed: "
            + e.getMessage()
            + ". Check --output.",
        e);
  }
}
