package io.footfall.pipelines.count;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists the sinks for files and streams. A new sink needs a class and an entry here. */
final class Sinks {
  private static final List<Function<CountRun, Stream<? extends Sink>>> ALL =
      List.of(BackupSink::of, ResultSink::of, LakeSink::of, WarehouseSink::of, RejectSink::of);

  private Sinks() {}

  /** Returns the sinks that the settings of a run name. */
  static List<Sink> of(CountRun run) {
    return ALL.stream().<Sink>flatMap(kind -> kind.apply(run)).toList();
  }
}
