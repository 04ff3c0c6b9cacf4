package io.footfall.pipelines.count;

import io.footfall.pipelines.options.Directory;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.stream.WriteRejects;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the rejects of a stream; those of files are part of the commit itself. */
record RejectSink(CountRun run) implements Sink {

  static Stream<RejectSink> of(CountRun run) {
    return Stream.of(new RejectSink(run));
  }

  @Override
  public Optional<String> prepare() {
    run.target().ifPresent(to -> new Directory("--rejects", to.rejectsFolder()).checkWritable());
    return Optional.empty();
  }

  @Override
  public void attach(CountedRecords counted) {
    CountSettings settings = run.settings();
    String folder =
        settings
            .rejects()
            .orElseGet(() -> settings.output().orElseThrow().replaceFirst("/$", "") + "/rejects");
    counted.getRejects().apply("WriteRejects", WriteRejects.to(folder, run.dataset().name()));
  }
}
