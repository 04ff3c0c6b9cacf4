package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lake or the warehouse that {@link SourceOptions} name. */
public final class Sources {
  private Sources() {}

  /**
   * Returns the lake or the warehouse. This process can then reach its file systems.
   *
   * @param command the command, for examples in messages
   * @throws FootfallException for all problems of the arguments so far, and if a bucket cannot be
   *     reached
   */
  public static QuerySource of(String command, Arguments arguments, SourceOptions options) {
    requireLibraries(command);
    Problems problems = arguments.problems();
    Optional<QuerySource> source =
        problems.check(() -> Optional.of(source(command, arguments, options)), Optional.empty());
    QuerySource days =
        days(source.orElse(QuerySource.of(null, List.of(), List.of())), problems, options);
    problems.throwIfAny();
    arguments.openFileSystems(options);
    return days;
  }

  /**
   * Returns a source restricted to the days that the options name.
   *
   * @throws FootfallException for all problems of the arguments so far
   */
  public static QuerySource withDays(
      QuerySource source, Arguments arguments, SourceOptions options) {
    QuerySource days = days(source, arguments.problems(), options);
    arguments.problems().throwIfAny();
    return days;
  }

  private static QuerySource days(QuerySource source, Problems problems, SourceOptions options) {
    Optional<LocalDate> from = day("--from", options.getFrom(), problems);
    Optional<LocalDate> to = day("--to", options.getTo(), problems);
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      problems.add("--to=" + to.get() + " is before --from=" + from.get() + ".");
    }
    return source.withDays(from.orElse(null), to.orElse(null));
  }

  private static QuerySource source(String command, Arguments arguments, SourceOptions options) {
    @Nullable String lake = options.getLake();
    @Nullable String url = options.getWarehouse();
    List<String> reports = folders("--report", options.getReport());
    List<String> rejects = folders("--rejects", options.getRejects());
    boolean hasDirectory = lake != null || !reports.isEmpty() || !rejects.isEmpty();
    if (url != null) {
      if (hasDirectory) {
        throw FootfallException.usage(
            "--warehouse cannot be combined with "
                + (lake != null ? "--lake" : reports.isEmpty() ? "--rejects" : "--report")
                + ". Leave one of them out.");
      }
      return QuerySource.of(
              new Warehouse(
                  url,
                  new WarehouseLogin(
                      options.getUser(), options.getPasswordFile(), options.getPasswordSecret())))
          .withSchema(options.getSchema())
          .withZone(ValueOptions.zone(options.getZone()));
    }
    if (arguments.values().containsKey("zone")) {
      throw FootfallException.usage(
          "--zone applies to the windows in a warehouse. The days of a lake were fixed when it was"
              + " written. Leave --zone out.");
    }
    if (!hasDirectory) {
      throw FootfallException.usage(
          "--lake or --warehouse is required, for example: footfall " + command + " --lake=lake");
    }
    return QuerySource.of(
        lake == null ? null : Directory.of("--lake", lake).path(), reports, rejects);
  }

  /** Refuses to run from the jar for clusters, which lacks these large libraries. */
  private static void requireLibraries(String command) {
    try {
      Class.forName("org.duckdb.DuckDBDriver", false, Sources.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new FootfallException(
          Kind.USAGE,
          "footfall-flink.jar does not contain the libraries of footfall "
              + command
              + ". Start it with bin/footfall or footfall.jar.",
          e);
    }
  }

  private static List<String> folders(String option, @Nullable String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split(",")).map(n -> Directory.of(option, n).path()).toList();
  }

  private static Optional<LocalDate> day(String option, @Nullable String text, Problems problems) {
    try {
      return Optional.ofNullable(text).map(LocalDate::parse);
    } catch (DateTimeException e) {
      problems.add(option + "=" + text + " is not a date. Use YYYY-MM-DD.");
      return Optional.empty();
    }
  }

  /** Returns the name of a source on the console. */
  public static String name(QuerySource source) {
    return source.warehouse() != null
        ? source.warehouse().toString()
        : source.lake() != null
            ? TerminalText.near(source.lake())
            : String.join(", ", source.reports().stream().map(TerminalText::near).toList());
  }
}
