package io.footfall.report;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * How a bounded run writes its windows: as the folders that a stream over the same records ends
 * with, and into the same sinks.
 *
 * @param format how tables and summaries are written
 * @param zone where days begin, for the names of folders
 * @param sinks what takes the reports in addition to the folder
 */
public record WindowedOutput(WindowFormat format, ZoneId zone, List<WindowSink> sinks)
    implements Serializable {

  /** Copies the list. */
  public WindowedOutput {
    sinks = List.copyOf(sinks);
  }
}
