package io.footfall.transforms.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.ReadSettings;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.Lateness;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.WatchedFiles;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.visits.ParseVisits;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.SourceTestUtils;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class ReadRecordsTest {
  @TempDir Path temp;

  private ReadRecords reading(String name) throws Exception {
    Path file = Files.writeString(temp.resolve(name), "user_id,timestamp,url\n7,2024-03-01,/a\n");
    return ReadRecords.fromFiles(InputFiles.list(List.of(file.toString())));
  }

  @Test
  void filesAreSourcesInTheLineage(TestPipeline pipeline) throws Exception {
    pipeline.apply("ReadRecords", reading("visits.csv"));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Lineage.query(result.metrics(), Lineage.Type.SOURCE).stream()
            .filter(source -> source.startsWith("file:") && source.contains("visits.csv"))
            .count(),
        is(1L));
  }

  @Test
  void watchedDirectoryIsASourceInTheLineage(TestPipeline pipeline) throws Exception {
    Files.writeString(temp.resolve("a.csv"), "user_id,timestamp,url\n7,2024-03-01,/a\n");
    pipeline.apply(
        "ReadRecords",
        ReadRecords.fromWatchedFiles(
                WatchedFiles.of(
                    List.of(temp + "/*.csv"), Duration.ofMillis(50), InitialPosition.EARLIEST),
                new VisitsDataset(ZoneOffset.UTC),
                ReadSettings.defaults(),
                Lateness.DEFAULT)
            .withStopAfterIdle(Duration.ofMillis(200)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Lineage.query(result.metrics(), Lineage.Type.SOURCE),
        is(Set.of("file:" + Lineage.wrapSegment(temp + "/"))));
  }

  @Test
  void compositesDescribeTheirSettings() throws Exception {
    assertThat(items(reading("a.csv").withWorkers(3)), is(List.of("bundles=1", "files=1")));
    assertThat(
        items(ParseVisits.ofLines().withSource("shop")), is(List.of("source=shop", "zone=Z")));
  }

  @Test
  void workersWithoutFilesGetABlockWithoutRecords() throws Exception {
    RecordBlock file = RecordBlock.of(FileSlice.whole("a.gz", 100));
    assertThat(
        blocks(new FileSlices(List.of(List.of(file.file())), 1, 3, false)),
        is(List.of(file, RecordBlock.ofNothing(), RecordBlock.ofNothing())));
  }

  @Test
  void lastBundleIsTheFirstPartForARunnerThatBeginsWithTheLast() throws Exception {
    RecordBlock large = RecordBlock.of(FileSlice.whole("a.gz", 100));
    RecordBlock small = RecordBlock.of(FileSlice.whole("b.gz", 10));
    assertThat(
        blocks(new FileSlices(List.of(List.of(large.file()), List.of(small.file())), 2, 0, true)),
        is(List.of(small, large)));
  }

  private static List<RecordBlock> blocks(FileSlices source) throws Exception {
    List<RecordBlock> blocks = new ArrayList<>();
    for (BoundedSource<RecordBlock> part : source.split(1, PipelineOptionsFactory.create())) {
      blocks.addAll(SourceTestUtils.readFromSource(part, PipelineOptionsFactory.create()));
    }
    return blocks;
  }

  private static List<String> items(PTransform<?, ?> transform) {
    return DisplayData.from(transform).items().stream()
        .map(item -> item.getKey() + "=" + item.getValue())
        .sorted()
        .toList();
  }
}
