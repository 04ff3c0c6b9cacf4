import io.footfall.records.ReadSettings;
import io.footfall.report.WindowResult;
import io.footfall.stream.EventTimes;
import io.footfall.stream.Lateness;
import io.footfall.stream.MessageSource;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/** Runs Footfall's transforms over {@link GeneratedMessages} on embedded Flink. */
public final class ByFootfall {
  private ByFootfall() {}

  /**
   * Arguments: records, users, URLs, records per element; {@code deduplicate}, {@code
   * disableMetrics}. Prints records per second.
   */
  public static void main(String[] args) throws IOException {
    long records = Long.parseLong(args[0]);
    Clicks clicks = new Clicks(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    FlinkPipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--runner=FlinkRunner",
                "--flinkMaster=[local]",
                "--streaming=true",
                "--objectReuse=true",
                "--parallelism=2",
                "--checkpointingInterval=10000",
                "--maxBundleTimeMills=100",
                "--finishBundleBeforeCheckpointing=true",
                "--shutdownSourcesAfterIdleMs=0",
                "--stateBackend=filesystem",
                "--stateBackendStoragePath="
                    + Files.createTempDirectory("checkpoints").toUri().toString(),
                "--disableMetrics=" + List.of(args).contains("disableMetrics"),
                "--stableUniqueNames=ERROR")
            .as(FlinkPipelineOptions.class);
    ReadSettings lines =
        ReadSettings.defaults()
            .withEncoding(ReadSettings.Encoding.CSV)
            .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
    VisitsDataset visits = new VisitsDataset(ZoneOffset.UTC);
    CountRecords summarize =
        CountRecords.of(visits, lines)
            .withWindows(
                EventTimeWindows.fixed(Duration.ofMinutes(10))
                    .withAllowedLateness(Duration.ofMinutes(10)));
    Pipeline pipeline = Pipeline.create(options);
    CountedRecords found =
        pipeline
            .apply(
                "ReadRecords",
                Read.from(
                    MessageSource.of(
                            new GeneratedMessages(clicks, records, 0, 1),
                            new GeneratedMessages.Form(Integer.parseInt(args[3])),
                            new EventTimes.Spec<>(visits, lines),
                            Lateness.DEFAULT.withIdleAfter(Duration.ofSeconds(30)))
                        .withStopAfterIdle(Duration.ofMillis(500))))
            .apply(
                "CountRecords",
                List.of(args).contains("deduplicate") ? summarize.withDeduplication() : summarize);
    found.getResults().apply("CountRows", ParDo.of(new CountRows()));
    long start = System.nanoTime();
    pipeline.run().waitUntilFinish();
    Answer.print(records, start);
    System.exit(0);
  }

  private static final class CountRows extends DoFn<WindowResult, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(@Element WindowResult report) {
      if (report.isFinal()) {
        Answer.GOOD.addAndGet(report.total().ok);
        Answer.REJECTED.addAndGet(report.total().rejected());
        Answer.LATE.addAndGet(report.total().late);
        Answer.ROWS.addAndGet(report.lines(new VisitsDataset(ZoneOffset.UTC), 0).size());
      }
    }
  }
}
