package io.footfall.pipelines.rejects;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.replay.ReplayedRejects;
import io.footfall.pipelines.replay.ReplayedRejects.State;
import io.footfall.records.Excerpt;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult;

/** The command {@code rejects}: summarizes which records were rejected, and why. */
public final class RejectsCommand implements Command {
  private static final int EXAMPLES = 3;
  private static final int GROUPS_SHOWN = 50;
  private static final int LONGEST_MESSAGE = 200;
  private static final int LONGEST_RECORD = 120;

  /** A group of rejects: the code, the source and the day of arrival in UTC. */
  private record Group(String code, String source, LocalDate day) {}

  private static final class Found {
    private long records;
    private long replayed;
    private final List<String> examples = new ArrayList<>();

    long open() {
      return records - replayed;
    }
  }

  private static final class Summary implements RejectFolder.Visitor {
    private final Map<Group, Found> groups = new HashMap<>();
    private boolean isReplayed;
    private int files;
    private long records;
    private long replayed;
    private long otherLines;
    private String firstOther = "";

    /** Counts the rejects of a file, as replayed or open. */
    void read(MatchResult.Metadata file, boolean wasReplayed) throws IOException {
      files++;
      isReplayed = wasReplayed;
      RejectFolder.read(file, this);
    }

    @Override
    public void reject(KeptReject reject) {
      records++;
      LocalDate day =
          LocalDate.ofInstant(Instant.ofEpochMilli(reject.arrivalMillis()), ZoneOffset.UTC);
      Found found =
          groups.computeIfAbsent(
              new Group(reject.code(), reject.source(), day), group -> new Found());
      found.records++;
      if (isReplayed) {
        replayed++;
        found.replayed++;
      } else if (found.examples.size() < EXAMPLES) {
        found.examples.add(example(reject));
      }
    }

    @Override
    public void otherLine(String file, long line) {
      if (otherLines++ == 0) {
        firstOther = "line " + line + " of " + file;
      }
    }

    private static String example(KeptReject reject) {
      String where =
          reject.line() > 0 && !reject.source().contains("://")
              ? "line " + reject.line()
              : reject.offset().isEmpty() ? "" : "at " + reject.offset();
      String record =
          new String(
              reject.raw(),
              0,
              Math.min(reject.raw().length, 4 * LONGEST_RECORD),
              StandardCharsets.UTF_8);
      return "  "
          + where
          + (where.isEmpty() ? "" : ": ")
          + TerminalText.printable(Excerpt.of(reject.message(), LONGEST_MESSAGE))
          + "\n      "
          + TerminalText.printable(Excerpt.of(record, LONGEST_RECORD));
    }
  }

  @Override
  public About about() {
    return About.of("rejects", "Summarize rejected records and the reasons", RejectsOptions.class)
        .withOperand("rejects");
  }

  @Override
  public String usage() {
    return """
        Usage: footfall rejects [--rejects] DIR [options]

        Count rejected records by code, source and day of arrival (UTC), with three examples each. The
        rejects can be those of runs, streams, publish or Amazon Data Firehose.

        Example
          footfall rejects report/rejects""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    RejectsSettings settings = RejectsSettings.of(arguments);
    settings.lake().ifPresent(Directory::checkLakeExists);
    String name = settings.name();
    Summary summary = new Summary();
    try {
      RejectFolder folder = RejectFolder.existing(settings.folder(), name);
      Optional<ReplayedRejects> replayed =
          settings.lake().isEmpty()
              ? Optional.empty()
              : Optional.of(replayed(settings.lake().get()));
      for (MatchResult.Metadata file : folder.files()) {
        State state = replayed.map(known -> known.state(folder, file)).orElse(State.OPEN);
        if (state != State.UNSEALED) {
          summary.read(file, state == State.REPLAYED);
        }
      }
      print(summary, replayed.isPresent(), name, out);
    } catch (IOException e) {
      throw FootfallException.io("Reading " + name + " failed", e);
    }
    return 0;
  }

  private static ReplayedRejects replayed(String lake) throws IOException {
    return ReplayedRejects.in(
        Datasets.names().stream().map(dataset -> LakeFolder.of(lake, dataset)).toList());
  }

  private static void print(Summary summary, boolean hasLake, String name, PrintStream out) {
    if (summary.records == 0) {
      out.println("No rejects in " + TerminalText.near(name));
    } else {
      out.printf(
          Locale.ROOT,
          "%s in %s of %s%s%n",
          TerminalText.count(summary.records, "reject"),
          TerminalText.count(summary.files, "file"),
          TerminalText.near(name),
          hasLake
              ? String.format(
                  Locale.ROOT,
                  ": %,d replayed, %,d still open",
                  summary.replayed,
                  summary.records - summary.replayed)
              : "");
    }
    List<Map.Entry<Group, Found>> groups = new ArrayList<>(summary.groups.entrySet());
    groups.sort(
        Comparator.comparingLong((Map.Entry<Group, Found> group) -> -group.getValue().open())
            .thenComparing(group -> -group.getValue().records)
            .thenComparing(group -> group.getKey().code())
            .thenComparing(group -> group.getKey().source())
            .thenComparing(group -> group.getKey().day()));
    Style style = Style.ofOutput();
    long left = summary.records;
    for (Map.Entry<Group, Found> group : groups.subList(0, Math.min(GROUPS_SHOWN, groups.size()))) {
      Group of = group.getKey();
      Found found = group.getValue();
      left -= found.records;
      out.println();
      out.printf(
          Locale.ROOT,
          "%,d %s on %s in %s%s%n",
          found.records,
          style.heading(TerminalText.printable(of.code())),
          of.day(),
          of.source().isEmpty()
              ? "an unknown source"
              : TerminalText.printable(TerminalText.near(of.source())),
          found.replayed == 0
              ? ""
              : String.format(
                  Locale.ROOT, ": %,d replayed, %,d still open", found.replayed, found.open()));
      found.examples.forEach(out::println);
    }
    if (groups.size() > GROUPS_SHOWN) {
      out.printf(
          Locale.ROOT, "%n... and %,d in %,d further groups%n", left, groups.size() - GROUPS_SHOWN);
    }
    if (summary.otherLines > 0) {
      out.printf(
          Locale.ROOT,
          "%n%,d line%s (expected JSON with rawData and errorCode). The first such line is %s%n",
          summary.otherLines,
          summary.otherLines == 1 ? " is not a reject" : "s are not rejects",
          TerminalText.printable(summary.firstOther));
    }
  }
}
