package io.footfall.pipelines.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.accounting.SourceCounts;
import io.footfall.rejects.RejectCode;
import java.util.Locale;
import java.util.Optional;

/**
 * The reason why a run counted none of the records that it read, with the option that fixes it.
 *
 * @param reason the most frequent reason, as in {@code rejectedByCode}; {@code LATE}, {@code
 *     SKIPPED}, or {@code REJECTED} where the code is not known
 * @param records the number of records with that reason
 * @param read the number of records read
 */
public record NothingCounted(String reason, long records, long read) {
  private static final String LATE = "LATE";
  private static final String SKIPPED = "SKIPPED";
  private static final String REJECTED = "REJECTED";

  /**
   * Returns why nothing was counted; empty if something was, or if nothing was read.
   *
   * @param counts the total of an accounting, as {@code run.json} has it
   */
  static Optional<NothingCounted> of(JsonNode counts) {
    return of(SourceCounts.ofJson(counts));
  }

  /**
   * Returns why nothing was counted; empty if something was, or if nothing was read.
   *
   * @param counts the total of an accounting
   */
  static Optional<NothingCounted> of(SourceCounts counts) {
    if (counts.read == 0 || counts.ok > 0) {
      return Optional.empty();
    }
    NothingCounted most = notRejected(counts.late, counts.skipped, counts.read);
    for (RejectCode code : RejectCode.values()) {
      if (counts.rejected(code) > most.records) {
        most = new NothingCounted(code.name(), counts.rejected(code), counts.read);
      }
    }
    return Optional.of(most);
  }

  /**
   * Returns why nothing was counted where rejected records are known by number alone, as in the
   * tables of a database; empty if something was counted, or if nothing was read.
   */
  static Optional<NothingCounted> of(long read, long ok, long rejected, long late, long skipped) {
    if (read == 0 || ok > 0) {
      return Optional.empty();
    }
    NothingCounted most = notRejected(late, skipped, read);
    return Optional.of(
        rejected > most.records ? new NothingCounted(REJECTED, rejected, read) : most);
  }

  private static NothingCounted notRejected(long late, long skipped, long read) {
    return skipped >= late
        ? new NothingCounted(SKIPPED, skipped, read)
        : new NothingCounted(LATE, late, read);
  }

  /**
   * Returns one sentence with the reason and the option.
   *
   * @param example what was found in a record with this reason, and what was expected; or empty
   */
  String sentence(String example) {
    String found = example.isEmpty() ? "" : ", such as: " + example;
    boolean namesOption = example.contains("--");
    String fix = namesOption ? "" : fix(reason);
    return String.format(
        Locale.ROOT,
        "Nothing was counted: %s %s%s%s%s",
        TerminalText.partOf(records, read, "record"),
        outcome(),
        found,
        found.endsWith(".") ? "" : ".",
        fix.isEmpty() ? "" : " " + fix);
  }

  private String outcome() {
    return switch (reason) {
      case SKIPPED -> "skipped, because they do not meet --where";
      case LATE -> "late";
      case REJECTED -> "rejected";
      default -> "rejected as " + reason;
    };
  }

  /** Returns a sentence with the option that fixes a reason; may be empty. */
  public static String fix(String reason) {
    return switch (reason) {
      case "INVALID_TIMESTAMP" ->
          "Set --timestampFormat to the notation of the input, for example --timestampFormat='dd MMM yyyy HH:mm'.";
      case "INVALID_NUMBER" ->
          "Set --decimal, --grouping, --currency or --durationUnit to the notation of the input.";
      case "NEGATIVE_DURATION" ->
          "If another column is the duration, set --columns=page_view_duration=NAME.";
      case "MISSING_FIELD" -> "If another column has the values, set --columns=COLUMN=NAME.";
      case "TOO_FEW_FIELDS", "TOO_MANY_FIELDS" ->
          "If the header is in another dialect than the records, set --delimiter, or --header=false with --columns.";
      case "UNTERMINATED_QUOTE", "MALFORMED_QUOTE" ->
          "If quotes have another meaning in the input, set --quote or --escape.";
      case "INVALID_UTF8" ->
          "Set --encoding to the encoding of the input, for example windows-1252.";
      case "MALFORMED_JSON" -> "If the input is CSV, set --format=csv.";
      case "RECORD_TOO_LARGE" -> "Set --maxRecordBytes to more than the longest record.";
      case REJECTED ->
          "Run 'footfall rejects' with the directory of --rejects to see the reasons and the options.";
      case LATE -> "Set --allowedLateness to a longer duration.";
      case SKIPPED -> "Check the column and its values in --where.";
      default -> "";
    };
  }
}
