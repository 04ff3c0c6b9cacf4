package io.footfall.pipelines.count;

import io.footfall.pipelines.load.LoadAfterRun;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.transforms.warehouse.LoadWarehouse;
import java.io.PrintStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.PCollection;

/** Writes the records of a run to a lake, and loads its batches into a warehouse. */
final class WarehouseSink extends LakeSink {
  private final LoadAfterRun load;
  private final CountRun run;

  private WarehouseSink(LoadAfterRun load, LakeSettings lake, CountRun run) {
    super(lake, run);
    this.load = load;
    this.run = run;
  }

  static Stream<LakeSink> of(CountRun run) {
    return run.settings().load().stream()
        .map(load -> new WarehouseSink(load, run.settings().lake().orElseThrow(), run));
  }

  @Override
  void attach(PCollection<String> batches) {
    batches.apply(
        "LoadWarehouse",
        LoadWarehouse.into(
                load.warehouse(), run.dataset(), run.settings().lake().orElseThrow().path())
            .withSettings(load.settings()));
  }

  @Override
  public int complete(int status, PrintStream out) {
    return load.run(run.dataset(), target(), status, out);
  }
}
