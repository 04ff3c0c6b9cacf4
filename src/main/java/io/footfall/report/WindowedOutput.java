package io.footfall.report;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * The windowed output of a bounded run: the same directories and sinks as those of a stream of the
 * same records.
 *
 * @param format format of the tables and summaries
 * @param zone the time zone that defines the start of a day, for the names of directories
 * @param sinks sinks in addition to the directory
 */
public record WindowedOutput(WindowFormat format, ZoneId zone, List<WindowSink> sinks)
    implements Serializable {

  /** Copies the list. */
  public WindowedOutput {
    sinks = List.copyOf(sinks);
  }
}
