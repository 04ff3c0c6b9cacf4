package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
import io.footfall.files.Destination;
import io.footfall.report.Heartbeat;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of windows into a sink, one at a time. The sink contains the newest pane of
 * each. A result that is written again, after a failure, changes nothing.
 */
public final class WriteWindows extends PTransform<PCollection<WindowResult>, PDone> {
  private final WindowSink sink;
  private final Dataset<?> dataset;
  private final @Nullable StreamOwner owner;

  private WriteWindows(WindowSink sink, Dataset<?> dataset, @Nullable StreamOwner owner) {
    this.sink = sink;
    this.dataset = dataset;
    this.owner = owner;
  }

  /** Returns a transform that writes to a sink. */
  public static WriteWindows to(WindowSink sink, Dataset<?> dataset) {
    return new WriteWindows(sink, dataset, null);
  }

  /** Writes only as long as this run owns the sink. If empty, ownership is not checked. */
  public WriteWindows withOwner(Optional<StreamOwner> value) {
    return new WriteWindows(sink, dataset, value.orElse(null));
  }

  @Override
  public PDone expand(PCollection<WindowResult> results) {
    results.apply("PutWindows", ParDo.of(new PutWindows(sink, dataset, owner)));
    return PDone.in(results.getPipeline());
  }

  static final class PutWindows extends DoFn<WindowResult, Void> {
    private static final int TRIES = 2;

    private final WindowSink sink;
    private final Dataset<?> dataset;
    private final @Nullable StreamOwner owner;
    private final CommitMetrics metrics = new CommitMetrics();
    private transient WindowSink.@Nullable Session session;
    private transient @Nullable Heartbeat heartbeat;

    PutWindows(WindowSink sink, Dataset<?> dataset, @Nullable StreamOwner owner) {
      this.sink = sink;
      this.dataset = dataset;
      this.owner = owner;
    }

    @Setup
    public void setup() {
      StreamOwner run = owner;
      if (run != null) {
        heartbeat =
            Heartbeat.of(
                run.run() + " " + sink,
                () -> {
                  try (WindowSink.Session own = sink.open(dataset)) {
                    own.renew(run);
                  }
                });
      }
    }

    @ProcessElement
    public void processElement(@Element WindowResult result) throws IOException {
      new Destination(sink.toString()).write(() -> put(result));
    }

    private WindowResult put(WindowResult result) throws IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          session().put(List.of(result));
          metrics.committed(result, System.currentTimeMillis());
          return result;
        } catch (IOException e) {
          // The connection may have been closed since the last result; try a new one.
          disconnect();
          if (attempt == TRIES) {
            throw e;
          }
        }
      }
    }

    private WindowSink.Session session() throws IOException {
      WindowSink.Session open = session;
      if (open == null) {
        open = sink.open(dataset);
        session = open;
        if (owner != null) {
          open.writeFor(owner);
        }
      }
      return open;
    }

    @Teardown
    public void teardown() throws IOException {
      if (heartbeat != null) {
        heartbeat.close();
      }
      disconnect();
    }

    private void disconnect() throws IOException {
      if (session != null) {
        session.close();
        session = null;
      }
    }
  }
}
