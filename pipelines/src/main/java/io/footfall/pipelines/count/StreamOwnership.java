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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The claims of a stream on its outputs, made before it starts. No other stream may write there,
 * nor the same stream with different windows.
 *
 * @param run the owner
 * @param sinks the claimed sinks for windows; without those that are unreachable from this machine
 * @param lake checks that the stream still owns its directory in the lake
 */
record StreamOwnership(StreamOwner run, Set<WindowSink> sinks, Optional<OwnerWatch> lake) {
  private static final int ID_BYTES = 8;
  private static final String LAKE = "--lake";

  /** Returns an ownership without claims, for a pipeline that is never run. */
  static StreamOwnership none() {
    return new StreamOwnership(
        new StreamOwner("", Map.of(), Instant.EPOCH), Set.of(), Optional.empty());
  }

  /**
   * Claims the outputs of a run.
   *
   * @param savepoint the savepoint or checkpoint that it resumes
   * @param isInCluster whether the run is on a cluster: it outlives this process, and its workers
   *     may reach outputs that this process cannot
   * @throws FootfallException if an output belongs to another stream, or is being written to
   */
  static StreamOwnership claim(
      CountSettings settings, Optional<String> savepoint, boolean isInCluster) {
    Dataset<?> dataset = settings.dataset();
    StreamOwner run =
        new StreamOwner(
            UUID.randomUUID().toString(),
            ofWindows(settings),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            savepoint.orElse(""));
    StreamOwner reader =
        new StreamOwner(
            run.run(),
            Map.of("input", settings.input(), "dataset", dataset.schema().dataset()),
            run.started(),
            run.savepoint());
    boolean takesOver = settings.overwrite();
    Set<WindowSink> sinks = new LinkedHashSet<>(settings.sinks());
    Optional<OwnedDirectory> lake =
        settings.lake().map(to -> lakeOf(settings.input(), to.folder(dataset.name())));
    // All are checked before the first is claimed: a refused run must not end a running one.
    sinks.removeIf(
        sink ->
            isUnreachable(
                sink.option(),
                isInCluster,
                on(sink, dataset, session -> session.requireAvailable(run, takesOver))));
    lake =
        lake.filter(
            there ->
                !isUnreachable(
                    LAKE, isInCluster, () -> there.requireAvailable(reader, LAKE, takesOver)));
    try {
      sinks.removeIf(
          sink ->
              isUnreachable(
                  sink.option(),
                  isInCluster,
                  on(sink, dataset, session -> session.claim(run, takesOver, !isInCluster))));
      lake =
          lake.filter(
              there ->
                  !isUnreachable(
                      LAKE, isInCluster, () -> there.claim(reader, LAKE, takesOver, !isInCluster)));
      return new StreamOwnership(run, sinks, lake.map(there -> new OwnerWatch(there, reader)));
    } catch (FootfallException e) {
      new StreamOwnership(run, sinks, Optional.empty()).release(dataset);
      throw e;
    }
  }

  /**
   * Returns the directory that a stream owns in a lake. Several streams can write to one lake if
   * their inputs differ.
   */
  private static OwnedDirectory lakeOf(String input, LakeFolder folder) {
    ContentId id = new ContentId();
    id.addLine(input);
    return new OwnedDirectory(
        folder.path() + "_streams/" + id.hex(ID_BYTES), folder.path() + " for " + input);
  }

  /**
   * Returns the settings on which the state of open windows depends: their bounds, keys and
   * records.
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
  private interface Step {
    void run(WindowSink.Session session) throws IOException;
  }

  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException;
  }

  private static Attempt on(WindowSink sink, Dataset<?> dataset, Step step) {
    return () -> {
      try (WindowSink.Session session = sink.open(dataset)) {
        step.run(session);
      }
    };
  }

  private static boolean isUnreachable(String option, boolean isInCluster, Attempt attempt) {
    try {
      attempt.run();
      return false;
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
      return true;
    }
  }

  /** Returns the owner of a sink; empty if it has none. */
  Optional<StreamOwner> owner(WindowSink sink) {
    return sinks.contains(sink) ? Optional.of(run) : Optional.empty();
  }

  /** Releases the claims after the run has ended, so that the next one need not wait. */
  void release(Dataset<?> dataset) {
    List<Attempt> claims = new ArrayList<>();
    sinks.forEach(sink -> claims.add(on(sink, dataset, session -> session.release(run))));
    lake.ifPresent(there -> claims.add(there::release));
    for (Attempt claim : claims) {
      try {
        claim.run();
      } catch (IOException | RuntimeException e) {
        new ErrorOutput(System.err)
            .warning(
                "cannot release a claim of this run, which expires in two minutes: "
                    + e.getMessage());
      }
    }
  }
}
