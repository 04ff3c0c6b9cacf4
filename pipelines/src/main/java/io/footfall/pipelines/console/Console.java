package io.footfall.pipelines.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.Observations;
import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Highlights;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.SteadyChannel;
import io.footfall.pipelines.console.TextTable.Column;
import io.footfall.report.OutputClaim;
import io.footfall.report.ReportTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The console output of a run: the input, the results, the accounting, the outputs and the rejects.
 */
public final class Console {
  private static final int STATUS_TOO_MANY_REJECTS = 3;
  private static final int REJECTS_SHOWN = 3;
  private static final int REJECTS_SEARCHED = 1_000;
  private static final int SOURCES_SHOWN = 10;
  private static final int WINDOWS_SHOWN = 10;
  private static final int LONGEST_INPUT = 60;
  private static final int COLUMNS_ELSEWHERE = 120;

  private final PrintStream out;
  private final ErrorOutput err;
  private final TableStyle tableStyle;
  private @Nullable String mostRejected;
  private List<String> key = List.of();

  /** Creates a console on two streams. */
  public Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = new ErrorOutput(err);
    tableStyle = TableStyle.ofOutput(COLUMNS_ELSEWHERE);
  }

  /** Sets the columns by which the run finds duplicates; empty for those of the dataset. */
  public Console withKey(List<String> columns) {
    key = List.copyOf(columns);
    return this;
  }

  /** Prints the first line of a run: the dataset, the input and the runner. */
  public void started(String dataset, String input, int files, long bytes, String runner) {
    out.printf(
        "Counting %s in %s (%s%s) with the %s%n",
        dataset,
        TerminalText.fit(TerminalText.printable(TerminalText.near(input)), LONGEST_INPUT),
        files == 1 ? "" : files + " files, ",
        TerminalText.size(bytes),
        runner);
  }

  /** Prints that the run continues without this process. */
  public void continuesOn(String cluster) {
    out.println("The run continues on " + cluster + ". Use the cluster to monitor and to stop it.");
    out.flush();
  }

  /** Prints an error if nothing was counted. Returns the exit status. */
  public int nothingCounted(SourceCounts counts) {
    return nothingCounted(NothingCounted.of(counts));
  }

  /**
   * Prints an error if nothing was counted, for runs that know only the number of rejects. Returns
   * the exit status.
   */
  public int nothingCounted(long read, long ok, long rejected, long late, long skipped) {
    return nothingCounted(NothingCounted.of(read, ok, rejected, late, skipped));
  }

  private int nothingCounted(Optional<NothingCounted> nothing) {
    nothing.ifPresent(why -> err.error(why.sentence("")));
    return nothing.isPresent() ? Kind.DATA.exitStatus() : 0;
  }

  /** Prints warnings about suspicious values. */
  public void warn(Observations observations) {
    warn(Warnings.of(observations, key));
  }

  /** Prints warnings. */
  public void warn(List<String> warnings) {
    warnings.forEach(err::warning);
  }

  /** Prints what to do about a file whose records were rejected. */
  public void advise(String sentence) {
    err.detail(TerminalText.printable(sentence));
  }

  /** Returns the source with the most rejected records in the report; empty without rejects. */
  public Optional<String> mostRejected() {
    return Optional.ofNullable(mostRejected);
  }

  /**
   * Reports what was done about other runs in the output directory: reports completed, leftovers
   * removed, and those whose status is unknown.
   */
  public void otherRuns(OutputClaim claim) {
    for (String folder : claim.completed()) {
      err.note(
          "completed the report of "
              + TerminalText.near(folder)
              + ", which was interrupted while it was put in place.");
    }
    for (String folder : claim.removed()) {
      err.note("removed " + TerminalText.near(folder) + ", left by an interrupted run.");
    }
    for (String folder : claim.unknown()) {
      err.warning(
          TerminalText.near(folder)
              + " belongs to a run whose status is unknown. Delete it if that run has ended.");
    }
  }

  /**
   * Prints the results of a run.
   *
   * @param backup the directory of the source backup, as typed
   * @return the exit status
   */
  public int report(
      Dataset<?> dataset, ReportTarget target, @Nullable String backup, RejectLimits limits) {
    JsonNode run = read(target);
    JsonNode counts = run.path("accounting").path("total");
    out.println();
    if (run.has("windows")) {
      windows(run.path("windows"));
    } else {
      highlights(dataset, target, run);
    }
    out.println();
    sources(run.path("accounting").path("sources"));
    accounting(counts);
    // The rate of a few records would be that of the start.
    String rate =
        counts.path("read").asLong() < 1000
            ? ""
            : String.format(Locale.ROOT, ", %,d records/s", run.path("rowsPerSecond").asLong());
    out.printf(Locale.ROOT, "%.1f s%s%n", run.path("durationSeconds").asDouble(), rate);
    out.println("report in " + TerminalText.near(target.folder()));
    JsonNode lake = run.path("lake");
    if (!lake.isMissingNode()) {
      out.printf(
          Locale.ROOT,
          "batch %s in %s: %s in %s (%s)%n",
          lake.path("batch").asText(),
          TerminalText.near(lake.path("folder").asText()),
          TerminalText.count(lake.path("rows").asLong(), "record"),
          TerminalText.count(lake.path("files").asLong(), "file"),
          TerminalText.size(lake.path("bytes").asLong()));
    }
    backup(run.path("backup"), backup);
    out.flush();
    long most = 0;
    for (JsonNode source : run.path("accounting").path("sources")) {
      if (source.path("rejected").asLong() > most) {
        most = source.path("rejected").asLong();
        mostRejected = source.path("source").asText();
      }
    }
    warn(Warnings.of(counts, key));
    return rejects(run, limits);
  }

  private void backup(JsonNode files, @Nullable String folder) {
    if (!files.isEmpty()) {
      long bytes = 0;
      for (JsonNode file : files) {
        bytes += file.path("bytes").asLong();
      }
      out.printf(
          Locale.ROOT,
          "backup in %s: %s, %s%n",
          TerminalText.near(String.valueOf(folder)),
          TerminalText.count(files.size(), "file"),
          TerminalText.size(bytes));
    }
  }

  private static JsonNode read(ReportTarget target) {
    try (InputStream in = open(target.runFile())) {
      JsonNode run = new ObjectMapper().readTree(in);
      if (run.path("runId").asText().equals(target.runId())) {
        return run;
      }
    } catch (IOException e) {
      throw FootfallException.io("The report in " + target.folder() + " cannot be read", e);
    }
    throw new FootfallException(
        Kind.INTERNAL, "The run has ended, but " + target.runFile() + " belongs to another run.");
  }

  /** Shows the first windows and the last one, each with its number of records. */
  private void windows(JsonNode windows) {
    if (windows.isEmpty()) {
      out.println("  Nothing was counted.");
      return;
    }
    TextTable table = new TextTable(Column.text("window"), Column.number("records"));
    int hidden = windows.size() > WINDOWS_SHOWN ? windows.size() - WINDOWS_SHOWN : 0;
    for (int i = 0; i < windows.size(); i++) {
      if (i < WINDOWS_SHOWN - 1 || i == windows.size() - 1) {
        JsonNode window = windows.get(i);
        table.add(List.of(window.path("folder").asText(), window.path("ok").asText()));
      } else if (i == WINDOWS_SHOWN - 1 && hidden > 0) {
        table.add(List.of(String.format(Locale.ROOT, "... %,d more", hidden), ""));
      }
    }
    table.print(tableStyle, out);
  }

  private void highlights(Dataset<?> dataset, ReportTarget target, JsonNode run) {
    Highlights highlights = dataset.highlights();
    JsonNode rows = run.path("highlights").path("rows");
    JsonNode totals = run.path("totals");
    String title = highlights.title();
    if (rows.isEmpty()) {
      out.println("  Nothing was counted.");
      return;
    }
    TextTable table =
        new TextTable(
            highlights.columns().stream()
                .map(column -> new Column(column.name(), "", column.number()))
                .toList());
    for (JsonNode row : rows) {
      List<String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.asText()));
      table.add(values);
    }
    out.println(
        "  "
            + tableStyle
                .style()
                .heading(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1))
            + ":");
    out.println();
    table.print(tableStyle, out);
    String of = dataset.tables().get(0).name();
    long all = totals.path(of).asLong();
    if (all > rows.size()) {
      String file =
          target.shards() == 1
              ? target.fileOf(dataset.tables().get(0), 0)
              : target.folder() + of + "-*.csv";
      out.printf(Locale.ROOT, "  ... %,d more in %s%n", all - rows.size(), TerminalText.near(file));
    }
    out.println();
    TextTable sums = new TextTable(Column.text(""), Column.number(""));
    for (String name : highlights.totals()) {
      if (totals.has(name)) {
        sums.add(List.of(name.replace('_', ' '), totals.path(name).asText()));
      }
    }
    sums.print(tableStyle, out);
  }

  /**
   * Prints the accounting of each file if there are several. Those with the most rejects come
   * first.
   */
  private void sources(JsonNode sources) {
    if (sources.size() < 2) {
      return;
    }
    List<JsonNode> files = new ArrayList<>();
    sources.forEach(files::add);
    files.sort(Comparator.comparing((JsonNode file) -> -file.path("rejected").asLong()));
    List<String> counts = List.of("read", "ok", "rejected", "duplicate", "late", "skipped");
    TextTable table =
        new TextTable(
            Stream.concat(Stream.of(Column.text("file")), counts.stream().map(Column::number))
                .toList());
    for (JsonNode file : files.subList(0, Math.min(SOURCES_SHOWN, files.size()))) {
      List<String> row = new ArrayList<>();
      row.add(TerminalText.near(file.path("source").asText()));
      counts.forEach(count -> row.add(file.path(count).asText()));
      table.add(row);
    }
    table.print(tableStyle, out);
    if (files.size() > SOURCES_SHOWN) {
      out.printf(Locale.ROOT, "  ... %,d more in run.json%n", files.size() - SOURCES_SHOWN);
    }
    out.println();
  }

  /** Prints the accounting. */
  public void accounting(JsonNode counts) {
    List<String> others = new ArrayList<>();
    count(counts.path("blankLines").asLong(), "blank line", others);
    count(counts.path("repeatedHeaders").asLong(), "repeated header", others);
    out.printf(
        Locale.ROOT,
        "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped %,d%s%n",
        counts.path("read").asLong(),
        counts.path("ok").asLong(),
        counts.path("rejected").asLong(),
        counts.path("duplicate").asLong(),
        counts.path("late").asLong(),
        counts.path("skipped").asLong(),
        others.isEmpty() ? "" : " (plus " + String.join(" and ", others) + ")");
  }

  private static void count(long number, String what, List<String> to) {
    if (number > 0) {
      to.add(TerminalText.count(number, what));
    }
  }

  /**
   * Prints the number of rejected records and the reasons.
   *
   * @param run as in {@code run.json}
   * @return the exit status
   */
  public int rejects(JsonNode run, RejectLimits limits) {
    JsonNode counts = run.path("accounting").path("total");
    long read = counts.path("read").asLong();
    long rejected = counts.path("rejected").asLong();
    Optional<NothingCounted> nothing = NothingCounted.of(counts);
    if (rejected == 0) {
      nothing.ifPresent(why -> err.error(why.sentence("")));
      return nothing.isPresent() ? Kind.DATA.exitStatus() : 0;
    }
    String file = run.path("rejects").asText();
    List<String> codes = new ArrayList<>();
    counts
        .path("rejectedByCode")
        .fields()
        .forEachRemaining(
            code ->
                codes.add(
                    String.format(Locale.ROOT, "%,d %s", code.getValue().asLong(), code.getKey())));
    err.warning(
        "%s rejected: %s."
            .formatted(TerminalText.partOf(rejected, read, "record"), String.join(", ", codes)));
    err.detail((rejected == 1 ? "It is kept in " : "They are kept in ") + TerminalText.near(file));
    for (String example : firstRejects(file)) {
      err.detail(example);
    }
    if (rejected > REJECTS_SHOWN) {
      err.detail("...");
    }
    Optional<String> limit = limits.exceeded(rejected, read);
    limit.ifPresent(option -> err.error("More records were rejected than " + option + " allows."));
    nothing.ifPresent(why -> err.error(why.sentence(firstReject(file, why.reason()))));
    if (nothing.isPresent()) {
      return Kind.DATA.exitStatus();
    }
    return limit.isEmpty() ? 0 : STATUS_TOO_MANY_REJECTS;
  }

  /** A reject in readable form: its position, and what is wrong with it. */
  private record Shown(String code, String text) {}

  /** Returns the first rejects of a file, each with its position and error. */
  private static List<String> firstRejects(String file) {
    return rejects(file, REJECTS_SHOWN).stream().map(Shown::text).toList();
  }

  /** Returns the first listed reject of a file with a code; empty without one. */
  private static String firstReject(String file, String code) {
    return rejects(file, REJECTS_SEARCHED).stream()
        .filter(reject -> reject.code().equals(code))
        .map(Shown::text)
        .findFirst()
        .orElse("");
  }

  private static List<Shown> rejects(String file, int most) {
    List<Shown> shown = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(open(file));
        JsonParser json = new JsonFactory().createParser(in)) {
      while (shown.size() < most && json.nextToken() == JsonToken.START_OBJECT) {
        String code = "";
        String source = "";
        String message = "";
        String line = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          switch (name) {
            case "errorCode" -> code = json.getText();
            case "errorMessage" -> message = json.getText();
            case "source" -> source = json.getText();
            case "line" -> line = ", line " + json.getText();
            default -> json.skipChildren();
          }
        }
        shown.add(
            new Shown(
                code, TerminalText.near(source) + line + ": " + TerminalText.printable(message)));
      }
    } catch (IOException e) {
      // The examples are optional: the file itself has already been named.
      return shown;
    }
    return shown;
  }

  private static InputStream open(String file) throws IOException {
    return Channels.newInputStream(SteadyChannel.open(file));
  }
}
