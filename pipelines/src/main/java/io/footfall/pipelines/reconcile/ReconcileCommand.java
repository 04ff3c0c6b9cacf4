package io.footfall.pipelines.reconcile;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.reading.RecordReader;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFile;
import io.footfall.rejects.RejectFolder;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowState;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.MessageReader;
import io.footfall.source.SliceReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * The command {@code reconcile}: recomputes the windows of a stream from files, with the pipeline
 * for files, and compares the result with the output of the stream. A bounded run has no panes,
 * lateness or state, so it does not share the errors of a stream.
 */
public final class ReconcileCommand implements Command {
  private static final int STATUS_DIFFERENT = 1;
  private static final int DIFFERENCES_SHOWN = 20;

  @Override
  public About about() {
    return About.of("reconcile", "Compare a stream's results with files", ReconcileOptions.class)
        .withOperand("input")
        .withLibraries(Libraries.CONNECTORS);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall reconcile --streamOutput=DIR FILES [options]

        Recompute a stream's results from files, window by window, and print the differences. Records
        that the stream rejected as late are left out. Status 0: no difference; 1: differences.

        Example
          footfall reconcile --streamOutput=hours logs/*.csv""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ReconcileSettings settings = ReconcileSettings.of(arguments);
    try {
      return reconcile(dataset(settings), settings, out);
    } catch (IOException e) {
      throw FootfallException.io("Reading failed", e);
    }
  }

  private static Dataset<?> dataset(ReconcileSettings settings) throws IOException {
    ZoneId zone = settings.zone();
    String output = settings.output();
    if (settings.dataset().isPresent()) {
      return Datasets.named(settings.dataset().get(), zone);
    }
    for (Dataset<?> dataset : Datasets.all(zone)) {
      String table = dataset.tables().get(0).name();
      if (isThere(output, "*/" + table + WindowFormat.CSV.ending())
          || isThere(output, "*/" + table + WindowFormat.JSON.ending())) {
        return dataset;
      }
    }
    throw new FootfallException(
        Kind.NO_INPUT,
        "No windows of a stream in "
            + output
            + ". Set --streamOutput to the --output of a stream.");
  }

  private static boolean isThere(String folder, String glob) throws IOException {
    return !match(folder, glob).isEmpty();
  }

  private static List<MatchResult.Metadata> match(String folder, String glob) throws IOException {
    String top = OutputFiles.directory(folder);
    return FileSystems.match(top + glob, EmptyMatchTreatment.ALLOW).metadata();
  }

  private static <R> int reconcile(Dataset<R> dataset, ReconcileSettings settings, PrintStream out)
      throws IOException {
    String output = settings.output();
    ReadSettings reading = settings.reading();
    NavigableMap<Long, WindowState> written = new TreeMap<>();
    WindowState.in(output).forEach(state -> written.put(state.startMillis(), state));
    LateRecords<R> late = new LateRecords<>(dataset, written.values());
    readLate(dataset, settings, late::add);
    List<InputFile> files = InputFiles.list(settings.paths());
    InputFiles.checkSheet(reading.form().sheet(), files);
    findLate(late, files, reading, out);
    ReadSettings onTime =
        reading.withSelection(reading.selection().withoutRecords(late.positions()));
    SortedMap<Long, Long> bounds = new TreeMap<>();
    written.forEach((start, state) -> bounds.put(start, state.endMillis()));
    try (RecomputedWindows recomputed =
        RecomputedWindows.of(
            dataset, settings.beam(), files, onTime, bounds, settings.deduplicates(), out)) {
      Reconciliation reconciliation = new Reconciliation(dataset, output, written, recomputed);
      List<String> differences = new ArrayList<>();
      if (reconciliation.outside() > 0) {
        differences.add(
            TerminalText.count(reconciliation.outside(), "record")
                + " of the files "
                + (reconciliation.outside() == 1 ? "belongs" : "belong")
                + " to no window of the stream; the earliest is from "
                + Instant.ofEpochMilli(firstOutside(dataset, files, onTime, written)));
      }
      if (late.missing() > 0) {
        differences.add(
            TerminalText.count(late.missing(), "record")
                + " that the stream rejected as late "
                + (late.missing() == 1 ? "is" : "are")
                + " not in the files");
      }
      differences.addAll(reconciliation.differences());
      print(differences, out);
      out.printf(
          Locale.ROOT,
          "%,d windows of %s (%,d not final), %,d valid records in the files, %,d of them late in the stream: %s%n",
          written.size(),
          TerminalText.near(output),
          reconciliation.open(),
          reconciliation.valid() + late.found(),
          late.found(),
          differences.isEmpty()
              ? "no difference"
              : TerminalText.count(differences.size(), "difference"));
      return differences.isEmpty() ? 0 : STATUS_DIFFERENT;
    }
  }

  private static void findLate(
      LateRecords<?> late, List<InputFile> files, ReadSettings reading, PrintStream out) {
    AtomicInteger done = new AtomicInteger();
    Progress progress =
        new Progress(
            out,
            () ->
                String.format(
                    Locale.ROOT,
                    "looking for late records in the files: %,d of %,d",
                    done.get(),
                    files.size()));
    try (progress) {
      progress.start();
      for (InputFile file : files) {
        late.findIn(file, reading);
        done.incrementAndGet();
      }
    }
  }

  private static void print(List<String> differences, PrintStream out) {
    differences.stream()
        .limit(DIFFERENCES_SHOWN)
        .map(TerminalText::printable)
        .forEach(out::println);
    if (differences.size() > DIFFERENCES_SHOWN) {
      out.printf(Locale.ROOT, "... %,d more%n", differences.size() - DIFFERENCES_SHOWN);
    }
  }

  /**
   * Returns the earliest event time outside the windows, in milliseconds since the epoch. Reads the
   * files again, because windows do not store the time of their first record.
   */
  private static <R> long firstOutside(
      Dataset<R> dataset,
      List<InputFile> files,
      ReadSettings settings,
      NavigableMap<Long, WindowState> written) {
    long first = Long.MAX_VALUE;
    for (InputFile file : files) {
      try (SliceReader reader = SliceReader.ofFile(file, dataset.schema(), settings)) {
        RecordReader<R> records = RecordReader.of(dataset, reader, settings);
        while (records.next()) {
          if (records.fault() == null) {
            long millis = Math.floorDiv(dataset.epochMicros(records.row()), 1000);
            Map.Entry<Long, WindowState> window = written.floorEntry(millis);
            if (window == null || millis >= window.getValue().endMillis()) {
              first = Math.min(first, millis);
            }
          }
        }
      }
    }
    return first;
  }

  private static <R> void readLate(Dataset<R> dataset, ReconcileSettings settings, Consumer<R> to)
      throws IOException {
    ReadSettings base = settings.late();
    List<String> names =
        settings
            .messageColumns()
            .orElseGet(
                () ->
                    dataset.schema().columns().stream()
                        .filter(c -> c.required() || !dataset.schema().or().contains(c.name()))
                        .map(ColumnSpec::name)
                        .toList());
    LateReader<R> csv =
        new LateReader<>(
            dataset, base.withEncoding(ReadSettings.Encoding.CSV).withoutHeader(names));
    LateReader<R> json = new LateReader<>(dataset, base.withEncoding(ReadSettings.Encoding.JSON));
    RejectFolder folder = RejectFolder.of(settings.rejects()).below(RejectFile.ERROR_OUTPUT_TYPE);
    for (MatchResult.Metadata file : folder.files()) {
      RejectFolder.read(
          file,
          new RejectFolder.Visitor() {
            @Override
            public void reject(KeptReject reject) {
              if (reject.code().equals(RejectCode.LATE.name())) {
                byte[] raw = reject.raw();
                (raw.length > 0 && raw[0] == '{' ? json : csv).read(raw, to);
              }
            }

            @Override
            public void otherLine(String name, long line) {
              throw new FootfallException(
                  Kind.IO,
                  "%s, line %s is not a reject. Expected JSON with rawData and errorCode."
                      .formatted(name, line));
            }
          });
    }
  }

  /** Parses the raw data of rejects. */
  private static final class LateReader<R> {
    private final MessageReader reader;
    private final RecordReader<R> records;

    LateReader(Dataset<R> dataset, ReadSettings settings) {
      reader = new MessageReader(dataset.schema(), settings);
      records = RecordReader.of(dataset, reader, settings);
    }

    void read(byte[] raw, Consumer<R> to) {
      reader.open(raw);
      while (records.next()) {
        if (records.fault() == null) {
          to.accept(records.row());
        }
      }
    }
  }
}
