package io.footfall.pipelines.count;

import io.footfall.bytes.ContentId;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.OwnerWatch;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The claims of a stream on its outputs, made before it starts: no other stream may write there,
 * nor the same stream with other windows.
 *
 * @param sinks the owners of the sinks for windows; a sink that is unreachable from here has none
 * @param lake checks the owner of the lake's part
 */
record StreamOwnership(Map<WindowSink, StreamOwner> sinks, Optional<OwnerWatch> lake) {
  private static final int ID_BYTES = 8;

  /** Returns an ownership without claims, for a pipeline that is never run. */
  static StreamOwnership none() {
    return new StreamOwnership(Map.of(), Optional.empty());
  }

  /**
   * Claims the outputs of a run.
   *
   * @param resumes whether it resumes another from a savepoint or checkpoint
   * @param isInCluster whether the workers may see what cannot be reached from here
   * @throws FootfallException if an output belongs to another stream, or is written to
   */
  static StreamOwnership claim(CountSettings settings, boolean resumes, boolean isInCluster) {
    Dataset<?> dataset = settings.dataset();
    StreamOwner run =
        new StreamOwner(
            UUID.randomUUID().toString(),
            ofWindows(settings),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    StreamOwner reader =
        new StreamOwner(
            run.run(),
            Map.of("input", settings.input(), "dataset", dataset.schema().dataset()),
            run.started());
    boolean takesOver = settings.overwrite();
    Map<WindowSink, StreamOwner> sinks = new LinkedHashMap<>();
    for (WindowSink sink : settings.sinks()) {
      claim(
              sink.option(),
              isInCluster,
              () -> {
                try (WindowSink.Session session = sink.open(dataset)) {
                  return session.claim(run, resumes, takesOver);
                }
              })
          .ifPresent(owner -> sinks.put(sink, owner));
    }
    Optional<OwnerWatch> lake = Optional.empty();
    if (settings.lake().isPresent()) {
      OwnedDirectory directory =
          lakeOf(settings.input(), settings.lake().get().folder(dataset.name()));
      lake =
          claim("--lake", isInCluster, () -> directory.claim(reader, "--lake", resumes, takesOver))
              .map(owner -> new OwnerWatch(directory, owner));
    }
    return new StreamOwnership(sinks, lake);
  }

  /**
   * Returns the directory that a stream owns in a lake. Several streams can write to one lake, but
   * each input only once.
   */
  private static OwnedDirectory lakeOf(String input, LakeFolder folder) {
    ContentId id = new ContentId();
    id.addLine(input);
    return new OwnedDirectory(
        folder.path() + "_streams/" + id.hex(ID_BYTES), folder.path() + " for " + input);
  }

  /**
   * Returns the settings on which open windows depend: bounds, keys, and which records they
   * contain.
   */
  static Map<String, String> ofWindows(CountSettings run) {
    WindowSettings windows = run.windows().orElseThrow();
    Map<String, String> settings = new TreeMap<>();
    settings.put("dataset", run.dataset().name());
    settings.put("input", run.input());
    settings.put("window", windows.text());
    settings.put("zone", run.zone().getId());
    settings.put("deduplicate", Boolean.toString(run.deduplicates()));
    settings.put("deduplicateBy", String.join(",", run.reading().selection().key()));
    settings.put("partitions", Integer.toString(run.partitions()));
    settings.put("outputFormat", windows.format().name().toLowerCase(Locale.ROOT));
    return settings;
  }

  @FunctionalInterface
  private interface Claim {
    StreamOwner make() throws IOException;
  }

  private static Optional<StreamOwner> claim(String option, boolean isInCluster, Claim claim) {
    try {
      return Optional.of(claim.make());
    } catch (IOException e) {
      String message =
          option
              + " cannot be claimed from this machine: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      if (!isInCluster) {
        throw new FootfallException(Kind.IO, message + ". Check " + option + ".", e);
      }
      new ErrorOutput(System.err)
          .warning(message + ". Footfall does not check whether another stream also writes there.");
      return Optional.empty();
    }
  }

  /** Returns the owner of a sink; empty if it has none. */
  Optional<StreamOwner> owner(WindowSink sink) {
    return Optional.ofNullable(sinks.get(sink));
  }

  /** Gives the claims up after the run has ended, so that the next one need not wait. */
  void release(Dataset<?> dataset) {
    try {
      for (Map.Entry<WindowSink, StreamOwner> sink : sinks.entrySet()) {
        try (WindowSink.Session session = sink.getKey().open(dataset)) {
          session.release(sink.getValue());
        }
      }
      if (lake.isPresent()) {
        lake.get().release();
      }
    } catch (IOException e) {
      new ErrorOutput(System.err)
          .warning("the claims of this run remain for two minutes: " + e.getMessage());
    }
  }
}
