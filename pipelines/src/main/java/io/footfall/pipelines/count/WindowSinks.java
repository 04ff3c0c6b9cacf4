package io.footfall.pipelines.count;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.PostgresSink;
import io.footfall.report.WindowFolders;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowSink;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The list of sinks for the reports of windows: another one is a class and a line. */
final class WindowSinks {
  private static final List<Function<CountOptions, @Nullable WindowSink>> ALL =
      List.of(WindowSinks::folders, WindowSinks::database);

  private WindowSinks() {}

  /** Returns the sinks that the options name. */
  static List<WindowSink> of(CountOptions options) {
    return ALL.stream()
        .<WindowSink>mapMulti(
            (kind, out) -> {
              WindowSink sink = kind.apply(options);
              if (sink != null) {
                out.accept(sink);
              }
            })
        .toList();
  }

  private static @Nullable WindowSink folders(CountOptions options) {
    return options.getOutput() == null
        ? null
        : new WindowFolders(
            options.getOutput(), ValueOptions.zone(options.getZone()), format(options));
  }

  private static @Nullable WindowSink database(CountOptions options) {
    return options.getSink() == null
        ? null
        : new PostgresSink(new PostgresDatabase(options.getSink()));
  }

  /** Returns how the tables of windows are written. */
  static WindowFormat format(CountOptions options) {
    String format = Objects.requireNonNullElse(options.getOutputFormat(), "csv");
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> WindowFormat.CSV;
      case "json", "jsonl" -> WindowFormat.JSON;
      default ->
          throw FootfallException.usage(
              "Unknown output format '" + format + "'. Choose csv or json.");
    };
  }
}
