package io.footfall.pipelines.count;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.SinkOptions;
import io.footfall.report.WindowFolders;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowSink;
import io.footfall.transforms.count.EventTimeWindows;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The windows of a run, and the sinks for their results.
 *
 * @param text the length of a window as typed in {@code --window}, or the default of the dataset
 * @param label the description of the windows on the console
 * @param windows the bounds of windows, their allowed lateness and the interval of updates
 * @param format how tables are written
 * @param sinks where the results are written; each window is written to them in this order
 */
record WindowSettings(
    String text,
    String label,
    EventTimeWindows windows,
    WindowFormat format,
    List<WindowSink> sinks) {

  /** Returns the sinks for windows. A new sink needs a class and an entry here. */
  private static Stream<Optional<WindowSink>> sinks(
      CountOptions options, ZoneId zone, WindowFormat format) {
    return Stream.of(
        Optional.ofNullable(options.getOutput()).map(dir -> new WindowFolders(dir, zone, format)),
        SinkOptions.sink(options.getSink()));
  }

  /**
   * Returns the windows that the options describe.
   *
   * @param usual the default length
   */
  static WindowSettings of(String usual, CountOptions options, ZoneId zone, Problems problems) {
    String text = Objects.requireNonNullElse(options.getWindow(), usual);
    EventTimeWindows windows =
        problems
            .check(() -> windows(text, zone), EventTimeWindows.days(zone))
            .withAllowedLateness(
                Durations.parse("allowedLateness", options.getAllowedLateness(), problems))
            .withUpdateEvery(Durations.parse("updateEvery", options.getUpdateEvery(), problems));
    WindowFormat format =
        problems.check(
            () -> format(Objects.requireNonNullElse(options.getOutputFormat(), "csv")),
            WindowFormat.CSV);
    return new WindowSettings(
        text,
        "window %s, update every %s, allowed lateness %s"
            .formatted(text, options.getUpdateEvery(), options.getAllowedLateness()),
        windows,
        format,
        problems.check(
            () -> sinks(options, zone, format).flatMap(Optional::stream).toList(), List.of()));
  }

  /** Returns the length of a window; a day may have an hour more or less. */
  Duration length() {
    return text.equals("day") ? Duration.ofDays(1) : Durations.parse("window", text);
  }

  private static EventTimeWindows windows(String text, ZoneId zone) {
    if (text.equals("day")) {
      return EventTimeWindows.days(zone);
    }
    Duration length;
    try {
      length = Durations.parse("window", text);
    } catch (FootfallException e) {
      length = Duration.ZERO;
    }
    if (length.toMillis() < 1000 || length.toMillis() % 1000 != 0) {
      throw FootfallException.usage(
          "--window="
              + text
              + " is not a window length. Use day, or a positive number with s, m, h or d, such as 15m or 1h.");
    }
    return EventTimeWindows.fixed(length);
  }

  private static WindowFormat format(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> WindowFormat.CSV;
      case "json", "jsonl" -> WindowFormat.JSON;
      default ->
          throw FootfallException.usage(
              "Unknown output format '" + format + "'. Choose csv or json.");
    };
  }
}
