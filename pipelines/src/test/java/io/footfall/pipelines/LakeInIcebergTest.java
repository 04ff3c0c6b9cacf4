package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Datasets;
import io.footfall.iceberg.IcebergCatalog;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.transforms.lake.RegisterLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command with {@code --iceberg} leaves a table with the rows of all sealed batches. */
class LakeInIcebergTest {
  @TempDir Path temp;

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  private void visits(String file, String... rows) throws IOException {
    Files.writeString(
        temp.resolve(file),
        "user_id,timestamp,url,page_view_duration\n" + String.join("\n", rows) + "\n");
  }

  private Ended count(String file, String batch, String... more) {
    return FootfallCall.run(
        concat(
            new String[] {
              "visits",
              "--input=" + path(file),
              "--output=" + path(batch),
              "--lake=" + path("lake"),
              "--batch=" + batch
            },
            more));
  }

  private static String[] concat(String[] args, String... more) {
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }

  private String iceberg() {
    return "--iceberg=" + path("catalog");
  }

  /** Returns the number of rows per batch that Iceberg's reader sees. */
  private Map<String, Integer> rows() throws IOException {
    Map<String, Integer> rows = new TreeMap<>();
    try (HadoopCatalog catalog = new HadoopCatalog(new Configuration(), path("catalog"));
        CloseableIterable<Record> records =
            IcebergGenerics.read(catalog.loadTable(TableIdentifier.of("footfall", "visits")))
                .build()) {
      records.forEach(record -> rows.merge(record.getField("batch").toString(), 1, Integer::sum));
    }
    return rows;
  }

  @Test
  void filesReplaysAndCompactionsKeepTheTableEqualToTheLake() throws Exception {
    visits("a.csv", "u1,2024-03-01T10:00:00Z,/a,1", "u2,2024-02-30T10:00:00Z,/b,1");
    visits("b.csv", "u3,2024-03-01T11:00:00Z,/a,2", "u4,2024-03-02T11:00:00Z,/a,2");

    assertThat(
        count("a.csv", "first", iceberg()).out(),
        containsString("iceberg table footfall.visits: 1 file added, 0 removed"));
    assertThat(rows(), is(Map.of("first", 1)));

    // As if the process had died between its seal and the registration.
    assertThat(count("b.csv", "second").status(), is(0));
    assertThat(rows(), is(Map.of("first", 1)));
    Ended again = count("b.csv", "second", "--overwrite=false", iceberg());
    assertThat(again.err(), again.status(), is(2));
    assertThat(rows(), is(Map.of("first", 1, "second", 2)));

    FootfallCall.runWell(
            "replay",
            "--rejects=" + path("first") + "/rejects",
            "--dataset=visits",
            "--lake=" + path("lake"),
            "--fix=s/02-30/02-29/",
            iceberg())
        .assertOut("1 file added, 0 removed");
    assertThat(rows().values().stream().mapToInt(Integer::intValue).sum(), is(4));

    Map<String, Integer> before = rows();
    FootfallCall.runWell("compact", path("lake"), "--dataset=visits", iceberg());
    assertThat(rows(), is(before));
    for (LakeFile file : LakeFolder.of(path("lake"), "visits").liveFiles()) {
      assertThat(file.path(), Files.exists(temp.resolve("lake/visits").resolve(file.path())));
    }
  }

  @Test
  void streamsRegisterSealedBatches() throws Exception {
    visits("a.csv", "u1,2024-03-01T10:00:00Z,/a,1");
    assertThat(count("a.csv", "first").status(), is(0));
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply("Batches", Create.of("first", "first"))
        .apply(
            "RegisterLake",
            RegisterLake.in(
                new IcebergCatalog(path("catalog") + "/"),
                Datasets.named("visits", ZoneOffset.UTC),
                path("lake")));

    pipeline.run().waitUntilFinish();

    assertThat(rows(), is(Map.of("first", 1)));
  }

  @Test
  void refusesACatalogWithoutALake() {
    FootfallCall.run("visits", "--input=a.csv", "--output=" + path("out"), iceberg())
        .assertStatus(2)
        .assertErr("Set --lake=DIR too");
  }
}
