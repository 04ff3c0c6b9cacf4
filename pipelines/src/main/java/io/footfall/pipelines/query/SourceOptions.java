package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DayRange;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.options.WarehouseOptions;
import io.footfall.warehouse.Warehouse;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The options of the commands that read a lake or a warehouse: {@code query}, {@code report} and
 * {@code serve}.
 */
public interface SourceOptions extends WarehouseOptions, GeneralOptions {
  /** The options that apply only to a warehouse. */
  List<String> OF_WAREHOUSES = List.of("schema", "user", "passwordFile", "passwordSecret");

  @Description("Lake to read. Only sealed batches are visible.")
  @Listed(heading = Heading.INPUT, place = 10, value = "DIR")
  @Nullable String getLake();

  void setLake(@Nullable String value);

  @Description(
      "Output directories of finished runs, whose rejects and accounting are read; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 20, value = "DIRS", fallback = "none")
  @Nullable String getReport();

  void setReport(@Nullable String value);

  @Description(
      "Directories of rejects, such as the --rejects of a stream, in addition to the rejects of --report; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 30, value = "DIRS", fallback = "the rejects of --report")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);

  @Description(
      "Warehouse to read instead of a lake. Leave the password out of the URL:"
          + " jdbc:redshift://HOST:5439/DATABASE?user=NAME or"
          + " jdbc:postgresql://HOST/DATABASE?user=NAME.")
  @Listed(heading = Heading.INPUT, place = 15, value = "URL")
  @Nullable String getWarehouse();

  void setWarehouse(@Nullable String value);

  @Description("First day to include.")
  @Listed(
      heading = Heading.INPUT,
      place = 90,
      value = "YYYY-MM-DD",
      fallback = "the first day of the data")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description("Last day to include.")
  @Listed(
      heading = Heading.INPUT,
      place = 100,
      value = "YYYY-MM-DD",
      fallback = "the last day of the data")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  @Description("Warehouse with only the window tables of a stream: time zone of its days.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 60, value = "ZONE", fallback = "UTC")
  String getZone();

  void setZone(String value);

  /**
   * Returns the lake or the warehouse, restricted to the selected days. Completes the validation.
   *
   * @param command the command, for examples in messages
   * @throws FootfallException if the arguments have problems, or a bucket cannot be reached
   */
  static QuerySource source(String command, Arguments arguments, SourceOptions options) {
    requireLibraries(command);
    QuerySource days = days(options, arguments.problems());
    refuseThoseOfWarehouses(arguments, options, Set.of());
    QuerySource source = unrestricted(command, arguments, options);
    arguments.complete(options);
    return source.withDays(days.from(), days.to());
  }

  /** Returns an empty source, restricted to the selected days. */
  static QuerySource days(SourceOptions options, Problems problems) {
    DayRange days = DayRange.of(options.getFrom(), options.getTo(), problems);
    return QuerySource.of(null, List.of(), List.of()).withDays(days.from(), days.to());
  }

  /**
   * Refuses warehouse options if there is no warehouse.
   *
   * @param others names of warehouse options that have another meaning in the command
   */
  static void refuseThoseOfWarehouses(
      Arguments arguments, SourceOptions options, Set<String> others) {
    if (options.getWarehouse() == null) {
      arguments
          .problems()
          .refuse(
              OF_WAREHOUSES.stream().filter(option -> !others.contains(option)).toList(),
              arguments.values(),
              "applies only to a warehouse (--warehouse). Leave it out.");
    }
  }

  private static QuerySource unrestricted(
      String command, Arguments arguments, SourceOptions options) {
    Problems problems = arguments.problems();
    @Nullable String lake = options.getLake();
    @Nullable String url = options.getWarehouse();
    String report = options.getReport();
    String rejects = options.getRejects();
    QuerySource ofDirectories =
        QuerySource.of(
            lake == null ? null : problems.check(() -> Directory.of("--lake", lake).path(), ""),
            folders("--report", report, problems),
            folders("--rejects", rejects, problems));
    if (url != null) {
      if (lake != null || report != null || rejects != null) {
        problems.add(
            "--warehouse cannot be combined with "
                + (lake != null ? "--lake" : report != null ? "--report" : "--rejects")
                + ". Leave one of them out.");
      }
      ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
      return problems.check(
          () ->
              QuerySource.of(new Warehouse(url, WarehouseOptions.login(options)))
                  .withSchema(options.getSchema())
                  .withZone(zone),
          ofDirectories);
    }
    if (arguments.values().containsKey("zone")) {
      problems.add(
          "--zone applies to the windows in a warehouse. The days of a lake were fixed when it was"
              + " written. Leave --zone out.");
    }
    if (lake == null && report == null && rejects == null) {
      problems.add(
          (options instanceof FileSourceOptions
                  ? "--lake, --warehouse, --report or a file"
                  : "--lake, --warehouse or --report")
              + " is required, for example: footfall "
              + command
              + " --lake=lake"
              + (options instanceof FileSourceOptions
                  ? ", or footfall "
                      + command
                      + (command.equals("query")
                          ? " \"SELECT * FROM 'a.csv'\""
                          : " a.csv -o report.html")
                  : ""));
    }
    return ofDirectories;
  }

  /** Refuses to run from the jar for clusters, which does not contain DuckDB. */
  private static void requireLibraries(String command) {
    try {
      Class.forName("org.duckdb.DuckDBDriver", false, SourceOptions.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new FootfallException(
          Kind.USAGE,
          "footfall-flink.jar does not contain the libraries of footfall "
              + command
              + ". Start it with bin/footfall or footfall.jar.",
          e);
    }
  }

  private static List<String> folders(String option, @Nullable String names, Problems problems) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split(","))
            .map(n -> problems.check(() -> Directory.of(option, n).path(), ""))
            .toList();
  }
}
