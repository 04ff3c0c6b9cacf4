package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link SourceOptions} say. */
final class Sources {
  private Sources() {}

  /**
   * The lake or the warehouse; this process can reach its file systems then.
   *
   * @param command the command, for an example
   * @throws io.footfall.errors.FootfallException if it is not said, or said twice, or a day is
   *     none, or there is a secret in it
   */
  static QuerySource of(String command, Arguments arguments, SourceOptions options) {
    requireLibraries(command);
    arguments.openFileSystems(options);
    @Nullable String lake = options.getLake();
    @Nullable String url = options.getWarehouse();
    List<String> reports = folders("--report", options.getReport());
    List<String> rejects = folders("--rejects", options.getRejects());
    QuerySource source;
    if (url != null) {
      if (lake != null || !reports.isEmpty() || !rejects.isEmpty()) {
        throw ReportCommand.usage(
            "--warehouse is asked alone: leave out "
                + (lake != null ? "--lake" : reports.isEmpty() ? "--rejects" : "--report")
                + ", or the warehouse.");
      }
      source =
          QuerySource.of(
                  new Warehouse(
                      url,
                      new WarehouseLogin(
                          options.getUser(),
                          options.getPasswordFile(),
                          options.getPasswordSecret())))
              .withSchema(options.getSchema())
              .withZone(ReportCommand.zone(options.getZone()));
    } else if (arguments.values().containsKey("zone")) {
      throw ReportCommand.usage(
          "--zone is of a warehouse's windows: the days of a lake are those that it was written with."
              + " Leave it out.");
    } else if (lake != null || !reports.isEmpty() || !rejects.isEmpty()) {
      source =
          QuerySource.of(
              lake == null ? null : ReportCommand.folder("--lake", lake), reports, rejects);
    } else {
      throw ReportCommand.usage(
          "Say which lake with --lake=FOLDER, or which warehouse with --warehouse=URL, for example:"
              + " footfall "
              + command
              + " --lake=lake");
    }
    @Nullable LocalDate from = day("--from", options.getFrom());
    @Nullable LocalDate to = day("--to", options.getTo());
    if (from != null && to != null && to.isBefore(from)) {
      throw ReportCommand.usage("--to=" + to + " is before --from=" + from + ".");
    }
    return source.withDays(from, to);
  }

  /** What goes to a cluster has no use for them, and they are as large as all the rest. */
  private static void requireLibraries(String command) {
    try {
      Class.forName("org.duckdb.DuckDBDriver", false, Sources.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new FootfallException(
          Kind.USAGE,
          "footfall.jar alone does not have what footfall "
              + command
              + " needs. Start it with bin/footfall "
              + command
              + ".",
          e);
    }
  }

  private static List<String> folders(String option, @Nullable String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split(",")).map(n -> ReportCommand.folder(option, n)).toList();
  }

  private static @Nullable LocalDate day(String option, @Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw ReportCommand.usage(option + "=" + text + " is no day; expected YYYY-MM-DD.");
    }
  }

  /** How a source is called on the console. */
  static String name(QuerySource source) {
    return source.warehouse() != null
        ? source.warehouse().toString()
        : source.lake() != null
            ? Console.near(source.lake())
            : String.join(", ", source.reports().stream().map(Console::near).toList());
  }
}
