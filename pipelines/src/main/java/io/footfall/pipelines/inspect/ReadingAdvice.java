package io.footfall.pipelines.inspect;

import io.footfall.errors.FootfallException;
import io.footfall.records.Condition;
import io.footfall.source.InputFiles.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Proposes a command in a message about a file: the one that reads it, or else {@code inspect}.
 *
 * @param dataset the dataset of the command that was run
 * @param typed its options by name, as typed
 * @param conditions the conditions that records must meet to be read
 */
public record ReadingAdvice(String dataset, Map<String, String> typed, List<Condition> conditions) {
  /** The options that an inspection determines. All others are kept as typed. */
  private static final Set<String> FOUND =
      Set.of(
          "preset",
          "profile",
          "encoding",
          "quote",
          "escape",
          "comment",
          "skipLines",
          "strictQuotes",
          "jsonPath",
          "sheet",
          "format",
          "logFormat",
          "header",
          "columns",
          "delimiter",
          "timestampFormat",
          "decimal",
          "grouping",
          "currency",
          "durationUnit",
          "nulls");

  /**
   * Returns one sentence with a command; empty if the file has no text that can be described.
   *
   * @param file a file that the command refused, or whose records it rejected
   */
  public Optional<String> on(InputFile file) {
    try {
      Inspection inspection = new Inspection(file, Optional.ofNullable(typed.get("sheet")));
      return Optional.of(command(file, inspection).orElseGet(() -> describing(file)));
    } catch (FootfallException e) {
      return Optional.empty();
    } catch (NoClassDefFoundError e) {
      // Only the class path of inspect has the library that detects the character set.
      return Optional.of(describing(file));
    }
  }

  /**
   * Returns the message about a refused file, with a command: instead of the problem if the file
   * belongs to another dataset, else after it.
   */
  public String refusal(InputFile file, String problem) {
    return on(file)
        .map(advice -> advice.startsWith(file.name()) ? advice : problem + " " + advice)
        .orElse(problem);
  }

  private Optional<String> command(InputFile file, Inspection inspection) {
    Proposal best = inspection.best();
    Proposal own =
        inspection.proposals().stream()
            .filter(proposal -> proposal.dataset().equals(dataset) && proposal.missing().isEmpty())
            .findFirst()
            .orElse(best);
    boolean lacksCondition =
        conditions.stream().anyMatch(condition -> !inspection.hasColumn(condition.column()));
    if (!own.isComplete() || lacksCondition || isTyped(own)) {
      return Optional.empty();
    }
    boolean other = !own.dataset().equals(dataset);
    return Optional.of(
        (other
                ? "%s has the columns of %s, not of %s. Run: "
                    .formatted(file.name(), own.dataset(), dataset)
                : "To read it, run: ")
            + ShellWords.join(
                "footfall " + own.dataset(),
                "--input=" + typed.get("input"),
                own.options(),
                kept().toArray(new String[0])));
  }

  /** Returns whether the command already had the proposed options. */
  private boolean isTyped(Proposal proposal) {
    return proposal.dataset().equals(dataset)
        && proposal.options().stream()
            .allMatch(
                option -> {
                  int equals = option.indexOf('=');
                  return option
                      .substring(equals + 1)
                      .equals(typed.get(option.substring(2, equals)));
                });
  }

  private List<String> kept() {
    List<String> kept = new ArrayList<>();
    new TreeMap<>(typed)
        .forEach(
            (name, value) -> {
              if (!FOUND.contains(name) && !name.equals("input")) {
                for (String part :
                    name.equals("where") ? value.split("\n", -1) : new String[] {value}) {
                  kept.add("--" + name + (part.equals("true") ? "" : "=" + part));
                }
              }
            });
    return kept;
  }

  private String describing(InputFile file) {
    return "To examine it, run: footfall inspect "
        + ShellWords.quoted(file.name().replaceFirst("!/.*", ""));
  }
}
