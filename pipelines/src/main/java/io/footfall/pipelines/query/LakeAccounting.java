package io.footfall.pipelines.query;

import io.footfall.accounting.SourceCounts;
import io.footfall.lake.LakeFile;
import io.footfall.lake.Seal;
import io.footfall.rejects.RejectCode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The accounting of the runs that filled a lake, and of reports. A replayed record counts in its
 * latest run and no longer in the one that rejected it, so each record counts once.
 */
final class LakeAccounting {
  private static final Pattern WILDCARDS = Pattern.compile("[*?\\[{].*");

  /** A run: a sealed batch, or a report without one. */
  private record Run(String dataset, @Nullable Seal seal, Map<String, SourceCounts> sources) {
    static Run of(String dataset, @Nullable Seal seal, Map<String, SourceCounts> sources) {
      Map<String, SourceCounts> copies = new TreeMap<>();
      sources.forEach((source, counts) -> copies.put(source, sum(List.of(counts))));
      return new Run(dataset, seal, copies);
    }

    SourceCounts total() {
      return sum(sources.values());
    }

    private static SourceCounts sum(Iterable<SourceCounts> parts) {
      SourceCounts sum = new SourceCounts();
      parts.forEach(sum::add);
      return sum;
    }

    /**
     * Returns whether the run has a record on the selected days. Also true if it has no records or
     * their days are unknown.
     */
    boolean isOf(QuerySource days) {
      return seal == null
          || seal.files().isEmpty()
          || seal.files().stream().anyMatch(file -> days.has(file.date()));
    }
  }

  private final List<Run> runs = new ArrayList<>();

  private LakeAccounting() {}

  /**
   * Returns the accounting of a lake.
   *
   * @param seals all seals, oldest first
   * @param reports reports; those of sealed runs are not counted again
   */
  static LakeAccounting of(List<Seal> seals, List<FinishedReport> reports) {
    LakeAccounting accounting = new LakeAccounting();
    Set<String> sealed = new HashSet<>();
    for (Seal seal : seals) {
      if (!seal.accounting().isEmpty()) {
        sealed.add(seal.run());
      }
    }
    for (FinishedReport report : reports) {
      if (!sealed.contains(report.runId())) {
        accounting.runs.add(Run.of(report.dataset(), null, report.accounting()));
      }
    }
    for (Seal seal : seals) {
      if (seal.kind() == Seal.Kind.BATCH) {
        seal.replayed()
            .forEach((source, earlier) -> accounting.withdraw(seal.dataset(), source, earlier));
        accounting.runs.add(Run.of(seal.dataset(), seal, seal.accounting()));
      }
    }
    return accounting;
  }

  /** Withdraws the counts of replayed records from the latest runs that had rejected them. */
  private void withdraw(String dataset, String source, SourceCounts earlier) {
    boolean isKnown =
        runs.stream().anyMatch(r -> r.dataset().equals(dataset) && r.sources().containsKey(source));
    // A stream of files counts all files of its patterns as one source.
    Predicate<String> isSource =
        isKnown
            ? source::equals
            : name ->
                Arrays.stream(name.split(","))
                    .map(part -> WILDCARDS.matcher(part).replaceFirst(""))
                    .anyMatch(part -> !part.isEmpty() && source.startsWith(part));
    for (RejectCode code : RejectCode.values()) {
      long left = code == RejectCode.LATE ? earlier.late : earlier.rejected(code);
      for (int i = runs.size() - 1; i >= 0 && left > 0; i--) {
        if (runs.get(i).dataset().equals(dataset)) {
          for (Map.Entry<String, SourceCounts> counts : runs.get(i).sources().entrySet()) {
            left -= isSource.test(counts.getKey()) ? counts.getValue().withdraw(code, left) : 0;
          }
        }
      }
    }
  }

  /** Fills the accounting relations with the runs that have records on the selected days. */
  void append(DuckDBConnection connection, QuerySource days) throws SQLException {
    List<Run> selected = runs.stream().filter(run -> run.isOf(days)).toList();
    try (DuckDBAppender to = connection.createAppender("main", "accounting")) {
      for (Run run : selected) {
        for (Map.Entry<String, SourceCounts> source : run.sources().entrySet()) {
          append(to, run.dataset(), source.getKey(), source.getValue());
        }
      }
    }
    try (DuckDBAppender to = connection.createAppender("main", QueryDatabase.LAKE_ACCOUNTING)) {
      for (Run run : selected) {
        if (run.seal() != null && !run.seal().files().isEmpty()) {
          append(to, run, run.seal());
        }
      }
    }
    try (DuckDBAppender to = connection.createAppender("main", QueryDatabase.LAKE_REASONS)) {
      for (Run run : selected) {
        SourceCounts total = run.seal() == null ? new SourceCounts() : run.total();
        for (RejectCode code : RejectCode.values()) {
          if (total.rejected(code) > 0) {
            to.beginRow();
            to.append(run.dataset()).append(code.name()).append(total.rejected(code)).endRow();
          }
        }
      }
    }
  }

  private static void append(DuckDBAppender to, String dataset, String source, SourceCounts counts)
      throws SQLException {
    to.beginRow();
    to.append(dataset)
        .append(source)
        .append(counts.read)
        .append(counts.ok)
        .append(counts.rejected())
        .append(counts.duplicate)
        .append(counts.late)
        .append(counts.skipped)
        .endRow();
  }

  private static void append(DuckDBAppender to, Run run, Seal seal) throws SQLException {
    SourceCounts total = run.total();
    boolean isKnown = !run.sources().isEmpty();
    List<LocalDate> days = seal.files().stream().map(LakeFile::date).sorted().toList();
    to.beginRow();
    to.append(run.dataset())
        .append(days.get(0))
        .append(days.get(days.size() - 1))
        .append(isKnown)
        .append(isKnown ? total.read : seal.rows())
        .append(total.rejected())
        .append(total.late)
        .append(seal.zone())
        .endRow();
  }
}
