package io.footfall.pipelines.count;

import io.footfall.pipelines.runner.Runners;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.stream.DataLoss;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.read.ReadRecords;
import java.util.List;
import org.apache.beam.sdk.Pipeline;

/**
 * Builds the Beam pipeline that reads, counts and commits: for files, lakes, watched directories,
 * Kafka and Kinesis.
 */
final class CountPipeline {
  private static final long BYTES_PER_PARTITION = 32L << 20;
  private static final int FEWEST_PARTITIONS = 8;
  private static final int MOST_PARTITIONS = 512;
  private static final int LARGEST_SPLIT_RECORD = 16 << 20;

  private CountPipeline() {}

  /** Returns the pipeline of a run. */
  static Pipeline build(CountRun run, List<Sink> sinks) {
    Pipeline pipeline = Pipeline.create(run.settings().beam());
    CountedRecords counted =
        pipeline.apply("ReadRecords", read(run)).apply("CountRecords", count(run, sinks));
    if (run.target().isPresent()) {
      counted.apply("CommitReport", commit(run, sinks));
    } else {
      sinks.forEach(sink -> sink.attach(counted));
    }
    return pipeline;
  }

  private static ReadRecords read(CountRun run) {
    CountSettings settings = run.settings();
    if (settings.stream().isPresent()) {
      return read(settings, settings.stream().get());
    }
    ReadRecords files = ReadRecords.fromFiles(run.files()).withWorkers(Runners.workers());
    // With a backup, the workers are not idle while others read.
    if (Runners.isDirect(settings.beam()) && settings.backup().isEmpty()) {
      files = files.withWaitingWorkers();
    }
    if (Runners.isFlink(settings.beam())) {
      files = files.withLastPartFirst();
    }
    return settings.reading().maxRecordBytes() > LARGEST_SPLIT_RECORD
        ? files.withoutSplits()
        : files;
  }

  private static ReadRecords read(CountSettings run, StreamSettings stream) {
    if (stream.acceptsDataLoss()) {
      DataLoss.accept(run.beam());
    }
    ReadRecords read;
    if (stream.watched().isPresent()) {
      read =
          ReadRecords.fromWatchedFiles(
              stream.watched().get(), run.dataset(), run.reading(), stream.lateness());
    } else if (stream.isKafka()) {
      read =
          ReadRecords.fromKafka(
              KafkaMessages.of(run.input(), stream.position(), stream.kafkaConfig().orElse(null)),
              run.dataset(),
              run.reading(),
              stream.lateness());
    } else {
      read =
          ReadRecords.fromKinesis(
              KinesisMessages.of(run.input(), stream.position(), stream.consumerArn().orElse(null)),
              run.dataset(),
              run.reading(),
              stream.lateness());
    }
    return stream.stopAfterIdle().map(read::withStopAfterIdle).orElse(read);
  }

  private static CountRecords count(CountRun run, List<Sink> sinks) {
    CountSettings settings = run.settings();
    CountRecords count =
        CountRecords.of(run.dataset(), settings.reading()).withPartitions(partitions(run));
    if (settings.deduplicates()) {
      count = count.withDeduplication();
    }
    if (settings.windows().isPresent()) {
      count = count.withWindows(settings.windows().get().windows());
    }
    if (run.target().isPresent()) {
      count = count.withTarget(run.target().get());
    }
    if (Runners.isDirect(settings.beam())) {
      count = count.withWaitingWorkers(Runners.workers() - 1);
    }
    for (Sink sink : sinks) {
      count = sink.extend(count);
    }
    return count;
  }

  private static int partitions(CountRun run) {
    CountSettings settings = run.settings();
    if (settings.partitions() > 0 || run.target().isEmpty()) {
      return Math.max(1, settings.partitions());
    }
    long bytes = run.files().stream().mapToLong(InputFile::size).sum();
    long derived =
        Math.max(FEWEST_PARTITIONS, Math.min(MOST_PARTITIONS, bytes / BYTES_PER_PARTITION));
    // A shard consists of whole partitions.
    return (int) Math.max(derived, settings.numShards());
  }

  private static CommitReport commit(CountRun run, List<Sink> sinks) {
    CommitReport commit = CommitReport.atOnce();
    if (run.settings().windows().isPresent()) {
      commit = commit.withFormat(run.settings().windows().get().format());
    }
    for (Sink sink : sinks) {
      commit = sink.extend(commit);
    }
    return commit;
  }
}
