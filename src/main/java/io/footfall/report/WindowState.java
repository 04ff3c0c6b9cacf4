package io.footfall.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The content of {@code window.json}: a window that {@link WindowFiles} wrote, without its rows.
 *
 * @param folder the name of its folder
 * @param startMillis the window's start, in milliseconds since the epoch
 * @param endMillis its end
 * @param pane the number of its newest pane
 * @param isFinal whether that pane is the last one
 * @param format the format of its files
 * @param counts the outcomes of the records, by source
 * @param totals sums over the window, by name
 */
public record WindowState(
    String folder,
    long startMillis,
    long endMillis,
    long pane,
    boolean isFinal,
    WindowFormat format,
    NavigableMap<String, SourceCounts> counts,
    NavigableMap<String, BigDecimal> totals) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Returns the states of the windows in the output directory of a stream, by name.
   *
   * @throws IOException if one cannot be read
   */
  public static List<WindowState> in(String output) throws IOException {
    List<WindowState> states = new ArrayList<>();
    for (String name : OutputFiles.folders(OutputFiles.directory(output))) {
      read(output, name).ifPresent(states::add);
    }
    return states;
  }

  /**
   * Returns whether a directory contains a window.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isAnyIn(String output) throws IOException {
    String top = OutputFiles.directory(output);
    for (String name : OutputFiles.folders(top)) {
      if (OutputFiles.exists(top + name + "/" + WindowFiles.WINDOW_FILE)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the state of a window, if its directory has one. */
  static Optional<WindowState> read(String output, String folder) throws IOException {
    String file = OutputFiles.directory(output) + folder + "/" + WindowFiles.WINDOW_FILE;
    if (!OutputFiles.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(folder, JSON.readTree(OutputFiles.read(file))));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException(file + " is not that of a window: " + e.getMessage(), e);
    }
  }

  private static WindowState of(String folder, JsonNode window) {
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    window
        .path("totals")
        .fields()
        .forEachRemaining(
            total -> totals.put(total.getKey(), new BigDecimal(total.getValue().asText())));
    return new WindowState(
        folder,
        Instant.parse(window.path("windowStart").asText()).toEpochMilli(),
        Instant.parse(window.path("windowEnd").asText()).toEpochMilli(),
        window.path("pane").asLong(),
        window.path("final").asBoolean(),
        WindowFormat.valueOf(window.path("format").asText("csv").toUpperCase(Locale.ROOT)),
        SourceCounts.allOfJson(window.path("accounting").path("sources")),
        totals);
  }

  /** Returns the counts of all sources together. */
  public SourceCounts total() {
    SourceCounts total = new SourceCounts();
    counts.values().forEach(total::add);
    return total;
  }
}
