package io.footfall.pipelines.count;

import io.footfall.bytes.ContentId;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.OwnerWatch;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The claims of a stream on its outputs, made before it starts: nobody else may write there, and
 * not even the same stream with other windows.
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
  static StreamOwnership claim(
      Dataset<?> dataset, CountOptions options, boolean resumes, boolean isInCluster) {
    String input = Objects.requireNonNull(options.getInput());
    StreamOwner run =
        new StreamOwner(
            UUID.randomUUID().toString(),
            settings(dataset, options),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    StreamOwner reader =
        new StreamOwner(
            run.run(),
            Map.of("input", input, "dataset", dataset.schema().dataset()),
            run.started());
    boolean takesOver = options.getOverwrite();
    Map<WindowSink, StreamOwner> sinks = new LinkedHashMap<>();
    for (WindowSink sink : WindowSinks.of(options)) {
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
    if (options.getLake() != null) {
      OwnedDirectory directory = lakeOf(dataset, options);
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
  private static OwnedDirectory lakeOf(Dataset<?> dataset, CountOptions options) {
    ContentId id = new ContentId();
    id.addLine(String.valueOf(options.getInput()));
    LakeFolder folder =
        LakeFolder.of(
            Directory.of("--lake", String.valueOf(options.getLake())).path(),
            dataset.schema().dataset());
    return new OwnedDirectory(
        folder.path() + "_streams/" + id.hex(ID_BYTES),
        folder.path() + " for " + options.getInput());
  }

  /**
   * Returns the settings on which open windows depend: bounds, keys, and which records they
   * contain.
   */
  static Map<String, String> settings(Dataset<?> dataset, CountOptions options) {
    String name = dataset.schema().dataset();
    Map<String, String> settings = new TreeMap<>();
    settings.put("dataset", name);
    settings.put("input", String.valueOf(options.getInput()));
    settings.put("window", StreamRun.window(name, options));
    settings.put("zone", options.getZone());
    settings.put("deduplicate", Boolean.toString(DeduplicationOptions.deduplicates(options)));
    settings.put("deduplicateBy", Objects.requireNonNullElse(options.getDeduplicateBy(), ""));
    settings.put("partitions", Integer.toString(options.getPartitions()));
    settings.put("outputFormat", Objects.requireNonNullElse(options.getOutputFormat(), "csv"));
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
              + " cannot be claimed from here: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      if (!isInCluster) {
        throw new FootfallException(Kind.IO, message + ". Check " + option + ".", e);
      }
      System.err.println(
          "footfall: warning: "
              + message
              + ". Nobody checks whether another stream writes there too.");
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
      System.err.println(
          "footfall: warning: the claims of this run remain for two minutes: " + e.getMessage());
    }
  }
}
