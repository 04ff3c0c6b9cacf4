package io.footfall.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.accounting.Accounting;
import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.dataset.Dataset;
import io.footfall.table.SortedRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The windows of a bounded run, collected from the parts that name them. Large tables stay in files
 * until their rows are written.
 */
final class RunWindows {
  private final NavigableMap<Long, Window> windows = new TreeMap<>();

  private static final class Window {
    private final long endMillis;
    private final Accounting accounting = new Accounting();
    private final NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    private final List<SortedRun> runs = new ArrayList<>();

    Window(long endMillis) {
      this.endMillis = endMillis;
    }
  }

  /**
   * Adds a part.
   *
   * @param windowed as returned by {@link ReportPart#ofWindow}
   */
  void add(byte[] windowed) {
    ReportPart.OfWindow of = ReportPart.window(windowed);
    byte[] part = of.part();
    Window window = windows.computeIfAbsent(of.startMillis(), start -> new Window(of.endMillis()));
    switch (ReportPart.kind(part)) {
      case COUNTS -> window.accounting.add(new ByteInput(ReportPart.content(part)));
      case RUN -> window.runs.add(SortedRun.unpack(new ByteInput(ReportPart.content(part))));
      case TOTALS -> ReportPart.addTotals(part, window.totals);
      default -> throw new IllegalArgumentException("a window's part of " + ReportPart.kind(part));
    }
  }

  /** Adds the totals of all windows to those collected so far. */
  void addTotals(Map<String, BigDecimal> to) {
    for (Window window : windows.values()) {
      window.totals.forEach((name, total) -> to.merge(name, total, BigDecimal::add));
    }
  }

  /** Returns the counts of all windows together. */
  SourceCounts total() {
    SourceCounts total = new SourceCounts();
    windows.values().forEach(window -> total.add(window.accounting.total()));
    return total;
  }

  /** Returns the results in the order of time. Their rows are read when they are written. */
  List<WindowResult> results(Dataset<?> dataset) {
    return windows.entrySet().stream()
        .map(
            entry -> {
              Window window = entry.getValue();
              return new WindowResult(
                      entry.getKey(),
                      window.endMillis,
                      0,
                      true,
                      window.accounting.sources(),
                      window.totals,
                      window.runs,
                      new byte[0])
                  .withSummary(dataset);
            })
        .toList();
  }

  /** Writes the list of windows as a member of the open JSON object. */
  void describe(WindowedOutput output, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("windows");
    for (Map.Entry<Long, Window> entry : windows.entrySet()) {
      long start = entry.getKey();
      Window window = entry.getValue();
      json.writeStartObject();
      json.writeStringField("folder", WindowFiles.folder(start, window.endMillis, output.zone()));
      json.writeNumberField("ok", window.accounting.total().ok);
      json.writeNumberField("duplicate", window.accounting.total().duplicate);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
