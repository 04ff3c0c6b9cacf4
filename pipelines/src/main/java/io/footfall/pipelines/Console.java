package io.footfall.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Dataset;
import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import io.footfall.report.CsvRow;
import io.footfall.report.OutputClaim;
import io.footfall.report.ReportTarget;
import io.footfall.report.Table;
import io.footfall.source.ReadProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.io.FileSystems;

/**
 * What a person sees of a run: what is read, how far it is, the answers, the accounting, where the
 * outputs are.
 */
final class Console {
  private static final int ROWS_SHOWN = 10;
  private static final int LONGEST_CELL = 70;
  private static final long MILLIS_ON_A_TERMINAL = 250;
  private static final long MILLIS_ELSEWHERE = 10_000;
  private static final int STATUS_TOO_MANY_REJECTS = 3;

  private final PrintStream out;
  private final int files;
  private final long bytes;
  // Said by the launcher: Java itself cannot tell whether the standard output is a terminal.
  private final boolean terminal = Boolean.getBoolean("footfall.terminal");
  private final Thread progress = new Thread(this::showProgress, "progress");

  Console(PrintStream out, int files, long bytes) {
    this.out = out;
    this.files = files;
    this.bytes = bytes;
    progress.setDaemon(true);
  }

  void started(String dataset, String input, String runner) {
    out.printf(
        "Counting %s in %s (%s, %s) with the %s%n",
        dataset, input, files == 1 ? "1 file" : files + " files", size(bytes), runner);
    ReadProgress.BYTES.reset();
    ReadProgress.RECORDS.reset();
    ReadProgress.REJECTS.reset();
    progress.start();
  }

  /** Tells of what other runs have left in the output folder. */
  void otherRuns(OutputClaim claim) {
    for (String folder : claim.removed()) {
      System.err.println(
          "footfall: removed " + folder + ", which a run had left that did not finish.");
    }
    for (String folder : claim.unknown()) {
      System.err.println(
          "footfall: warning: "
              + folder
              + " is of another run; remove it if that run does not go on any more.");
    }
  }

  void stopped() {
    progress.interrupt();
    if (terminal) {
      out.print("\r\u001b[K");
    }
    out.flush();
  }

  private void showProgress() {
    long start = System.nanoTime();
    try {
      for (; ; ) {
        Thread.sleep(terminal ? MILLIS_ON_A_TERMINAL : MILLIS_ELSEWHERE);
        double seconds = (System.nanoTime() - start) / 1e9;
        long read = ReadProgress.BYTES.sum();
        double part = bytes == 0 ? 1 : Math.min(1, (double) read / bytes);
        String line =
            String.format(
                Locale.ROOT,
                "%s of %s (%.0f %%), %,.0f records/s, %,d rejected%s",
                size(read),
                size(bytes),
                part * 100,
                ReadProgress.RECORDS.sum() / seconds,
                ReadProgress.REJECTS.sum(),
                part > 0.02 && part < 1
                    ? String.format(Locale.ROOT, ", %.0f s left", seconds / part - seconds)
                    : "");
        out.print(terminal ? "\r\u001b[K  " + line : "  " + line + "\n");
        out.flush();
      }
    } catch (InterruptedException e) {
      // The run is over.
      Thread.currentThread().interrupt();
    }
  }

  /** Shows the answers; gives the exit status. */
  int report(Dataset<?> dataset, ReportTarget target, ReportOptions options) {
    JsonNode run;
    List<String[]> rows = new ArrayList<>();
    Table table = dataset.tables().get(0);
    try {
      try (InputStream in = open(target.folder() + "run.json")) {
        run = new ObjectMapper().readTree(in);
      }
      if (!run.path("runId").asText().equals(target.runId())) {
        throw new InputRefusedException(
            Kind.INTERNAL,
            "The run has ended, but " + target.runFile() + " is that of another run.");
      }
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(open(target.fileOf(table, 0)), StandardCharsets.UTF_8))) {
        for (String line = in.readLine();
            line != null && rows.size() <= ROWS_SHOWN;
            line = in.readLine()) {
          rows.add(cells(line, table.header().split(",", -1).length));
        }
      }
    } catch (IOException e) {
      throw new InputRefusedException(
          Kind.IO,
          "The report in " + target.folder() + " cannot be read again: " + e.getMessage(),
          e);
    }
    out.println();
    show(rows);
    long all = run.path("totals").path(dataset.tables().get(0).name()).asLong();
    if (all > ROWS_SHOWN) {
      out.printf(
          Locale.ROOT, "  ... and %,d more in %s%n", all - ROWS_SHOWN, target.fileOf(table, 0));
    }
    out.println();
    run.path("totals")
        .fields()
        .forEachRemaining(
            total -> {
              if (!total.getKey().endsWith("_as_read")) {
                out.printf(
                    Locale.ROOT,
                    "  %-16s %s%n",
                    total.getKey().replace('_', ' '),
                    String.format(
                        Locale.ROOT,
                        "%,." + decimals(total.getValue().asText()) + "f",
                        new BigDecimal(total.getValue().asText())));
              }
            });
    JsonNode counts = run.path("accounting").path("total");
    out.println();
    out.printf(
        Locale.ROOT,
        "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d%s%n",
        counts.path("read").asLong(),
        counts.path("ok").asLong(),
        counts.path("rejected").asLong(),
        counts.path("duplicate").asLong(),
        counts.path("late").asLong(),
        aside(counts));
    out.printf(
        Locale.ROOT,
        "%.1f s, %,d records/s%n",
        run.path("durationSeconds").asDouble(),
        run.path("rowsPerSecond").asLong());
    out.println("report  " + target.folder());
    long rejected = counts.path("rejected").asLong();
    if (rejected > 0) {
      out.println("rejects " + run.path("rejects").asText() + " " + counts.path("rejectedByCode"));
    }
    out.flush();
    double ratio = (double) rejected / Math.max(1, counts.path("read").asLong());
    if (rejected > options.getMaxRejects() || ratio > options.getMaxRejectRatio()) {
      System.err.printf(
          Locale.ROOT,
          "footfall: %,d of %,d records were rejected, more than --maxRejects or --maxRejectRatio allows.%n",
          rejected,
          counts.path("read").asLong());
      return STATUS_TOO_MANY_REJECTS;
    }
    if (rejected > 0) {
      System.err.printf(
          Locale.ROOT,
          "footfall: warning: %,d records were rejected; see %s%n",
          rejected,
          run.path("rejects").asText());
    }
    return 0;
  }

  private static int decimals(String number) {
    return Math.max(0, new BigDecimal(number).scale());
  }

  private static String aside(JsonNode counts) {
    long blank = counts.path("blankLines").asLong();
    long headers = counts.path("repeatedHeaders").asLong();
    return blank + headers == 0
        ? ""
        : String.format(
            Locale.ROOT, " (and %,d blank lines, %,d repeated headers)", blank, headers);
  }

  private static InputStream open(String file) throws IOException {
    return Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false)));
  }

  private static String[] cells(String line, int count) {
    byte[] row = line.getBytes(StandardCharsets.UTF_8);
    String[] cells = new String[count];
    for (int i = 0; i < count; i++) {
      try {
        cells[i] =
            new String(CsvRow.field(row, 0, row.length, i), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
      } catch (IllegalArgumentException e) {
        // A quoted line break cuts the row in two here: it is whole in the file.
        cells[i] = "";
      }
      if (cells[i].length() > LONGEST_CELL) {
        cells[i] = cells[i].substring(0, LONGEST_CELL - 3) + "...";
      }
    }
    return cells;
  }

  private void show(List<String[]> rows) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (value < 1_000) {
        break;
      }
      value /= 1_000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
