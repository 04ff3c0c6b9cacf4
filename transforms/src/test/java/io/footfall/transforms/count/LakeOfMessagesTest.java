package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.Seal;
import io.footfall.lake.StreamBatch;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seals of a stream's batches account for every record of the stream. */
@ExtendWith(TestPipelineExtension.class)
class LakeOfMessagesTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final ReadSettings LINES =
      ReadSettings.defaults()
          .withEncoding(ReadSettings.Encoding.CSV)
          .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
  private static final EventTimeWindows HOURLY =
      EventTimeWindows.fixed(Duration.ofHours(1)).withUpdateEvery(Duration.ofSeconds(30));

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sealsCountValidAndInvalidRecords(boolean deduplicating, TestPipeline pipeline) {
    MessageStream stream =
        new MessageStream(VISITS, LINES, Duration.ofMinutes(1))
            .message("a", "ann,2024-03-01 10:00:00,/,1")
            .message("a", "ann,2024-03-01 10:00:00,/,1\nbob,at no time,/,1")
            .message("b", "cid,2024-03-01 11:30:00,/,long\ncid,2024-03-02 11:30:00,/,1")
            // Both shards are past the window of this one.
            .message("a", "ann,2024-03-02 12:00:00,/,1")
            .message("b", "dan,2024-03-01 08:00:00,/,1");
    String folder = temp.toString();
    CountRecords count =
        CountRecords.of(VISITS, LINES)
            .withWindows(HOURLY)
            .withLake(LakeTarget.of(LakeFolder.of(folder, "visits"), "b", "r"));
    CountedRecords counted =
        pipeline
            .apply("Messages", stream.end())
            .apply("CountRecords", deduplicating ? count.withDeduplication() : count);
    PAssert.that(counted.getRecords())
        .satisfies(
            chunks -> {
              check(chunks, LakeFolder.of(folder, "visits"), deduplicating);
              return null;
            });
    pipeline.run();
  }

  /** Writes each chunk as a batch of its own and adds the seals up. */
  private static void check(Iterable<KV<Long, byte[]>> chunks, LakeFolder lake, boolean once) {
    Map<String, SourceCounts> found = new TreeMap<>();
    List<Seal> seals = new ArrayList<>();
    try {
      for (KV<Long, byte[]> chunk : chunks) {
        seals.add(
            StreamBatch.write(VISITS, List.of(chunk.getValue()), LakeTarget.of(lake, "b", "r")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Seal seal : seals) {
      seal.accounting()
          .forEach((shard, n) -> found.computeIfAbsent(shard, s -> new SourceCounts()).add(n));
      assertThat(seal.accounting().values().stream().mapToLong(n -> n.ok).sum(), is(seal.rows()));
    }
    assertThat(
        found.toString(),
        is(
            "{a=read 4 = ok "
                + (once ? "2 + rejected 1 + duplicate 1" : "3 + rejected 1 + duplicate 0")
                + " + late 0 + skipped 0, b=read 3 = ok 1 + rejected 1 + duplicate 0 + late 1"
                + " + skipped 0}"));
    assertThat(found.get("a").rejected(RejectCode.INVALID_TIMESTAMP), is(1L));
    assertThat(found.get("b").rejected(RejectCode.INVALID_NUMBER), is(1L));
    assertThat(found.get("b").bytes > 0, is(true));
  }
}
