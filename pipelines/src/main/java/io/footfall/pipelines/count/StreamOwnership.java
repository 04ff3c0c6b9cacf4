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
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The claims of a stream on its outputs, made before it starts: no other stream may write there,
 * nor the same stream with other windows.
 *
 * @param run the owner
 * @param sinks the claimed sinks for windows; not those that are unreachable from here
 * @param lake checks the owner of the lake's part
 */
record StreamOwnership(StreamOwner run, Set<WindowSink> sinks, Optional<OwnerWatch> lake) {
  private static final int ID_BYTES = 8;

  /** Returns an ownership without claims, for a pipeline that is never run. */
  static StreamOwnership none() {
    return new StreamOwnership(
        new StreamOwner("", Map.of(), Instant.EPOCH), Set.of(), Optional.empty());
  }

  /**
   * Claims the outputs of a run.
   *
   * @param savepoint the savepoint or checkpoint that it resumes
   * @param isInCluster whether the run outlives this process, and the workers may see what cannot
   *     be reached from here
   * @throws FootfallException if an output belongs to another stream, or is written to
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
    StreamOwnership claimed = new StreamOwnership(run, new LinkedHashSet<>(), Optional.empty());
    try {
      for (WindowSink sink : settings.sinks()) {
        if (isClaimed(
            sink.option(),
            isInCluster,
            () -> {
              try (WindowSink.Session session = sink.open(dataset)) {
                session.claim(run, takesOver, !isInCluster);
              }
            })) {
          claimed.sinks.add(sink);
        }
      }
      if (settings.lake().isPresent()) {
        OwnedDirectory directory =
            lakeOf(settings.input(), settings.lake().get().folder(dataset.name()));
        if (isClaimed(
            "--lake",
            isInCluster,
            () -> directory.claim(reader, "--lake", takesOver, !isInCluster))) {
          return new StreamOwnership(
              run, claimed.sinks, Optional.of(new OwnerWatch(directory, reader)));
        }
      }
      return claimed;
    } catch (FootfallException e) {
      claimed.release(dataset);
      throw e;
    }
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
    void make() throws IOException;
  }

  private static boolean isClaimed(String option, boolean isInCluster, Claim claim) {
    try {
      claim.make();
      return true;
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
      return false;
    }
  }

  /** Returns the owner of a sink; empty if it has none. */
  Optional<StreamOwner> owner(WindowSink sink) {
    return sinks.contains(sink) ? Optional.of(run) : Optional.empty();
  }

  /** Releases the claims after the run has ended, so that the next one need not wait. */
  void release(Dataset<?> dataset) {
    try {
      for (WindowSink sink : sinks) {
        try (WindowSink.Session session = sink.open(dataset)) {
          session.release(run);
        }
      }
      if (lake.isPresent()) {
        lake.get().release();
      }
    } catch (IOException e) {
      new ErrorOutput(System.err)
          .warning(
              "cannot release the claims of this run, which expire in two minutes: "
                  + e.getMessage());
    }
  }
}
