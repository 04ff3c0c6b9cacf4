package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.options.Arguments;
import io.footfall.report.ReportTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files and streams have the same sinks. */
class SinksTest {
  private static final List<String> EVERYTHING =
      List.of(
          "--output=out",
          "--rejects=rejects",
          "--window=day",
          "--sink=jdbc:postgresql://127.0.0.1/none",
          "--backup=backup",
          "--lake=lake");

  private static CountSettings settings(String input, String... more) {
    List<String> args = new ArrayList<>(EVERYTHING);
    args.add("--input=" + input);
    args.addAll(List.of(more));
    return CountSettings.of("visits", Arguments.parse("visits", CountOptions.class, "input", args));
  }

  private static List<String> ofFiles(String... more) {
    return names(CountRun.ofFiles(settings("visits.csv", more), List.of(), ReportTarget.in("out")));
  }

  private static List<String> ofStream(String... more) {
    return names(
        CountRun.ofStream(settings("kafka://127.0.0.1:9092/clicks", more), StreamOwnership.none()));
  }

  private static List<String> names(CountRun run) {
    return Sinks.of(run).stream().map(sink -> sink.getClass().getSimpleName()).toList();
  }

  @Test
  void filesAndStreamsHaveTheSameSinks() {
    assertThat(
        ofFiles(), contains("BackupSink", "ResultSink", "ResultSink", "LakeSink", "RejectSink"));
    assertThat(ofStream(), is(ofFiles()));
  }

  @Test
  void warehouseLoadsTheBatchesOfTheLakeOfEither() {
    String warehouse = "--warehouse=jdbc:postgresql://127.0.0.1/none";
    assertThat(
        ofFiles(warehouse),
        contains("BackupSink", "ResultSink", "ResultSink", "WarehouseSink", "RejectSink"));
    assertThat(ofStream(warehouse), is(ofFiles(warehouse)));
  }
}
