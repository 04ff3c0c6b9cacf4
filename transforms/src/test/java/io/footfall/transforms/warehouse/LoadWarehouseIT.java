package io.footfall.transforms.warehouse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.SealedPurchases;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadedBatch;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sealed batches as elements, in batch and in a stream. */
@ExtendWith(TestPipelineExtension.class)
class LoadWarehouseIT {
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);

  @TempDir Path temp;
  private PostgresServer postgres;
  private RedshiftServer redshift;
  private LoadWarehouse load;

  @BeforeEach
  void start() throws Exception {
    Path bucket = Files.createDirectories(temp.resolve("bucket"));
    postgres = PostgresServer.start(temp.resolve("server"), "md5");
    redshift =
        RedshiftServer.start(
            postgres,
            new Buckets(Map.of("shop", bucket)),
            Files.createDirectories(temp.resolve("copies")));
    for (int i = 0; i < 3; i++) {
      seal(bucket.resolve("lake").toString(), "b" + i);
    }
    Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD);
    Warehouse warehouse =
        new Warehouse(
            redshift.url(), new WarehouseLogin(PostgresServer.USER, password.toString(), null));
    LoadSettings settings =
        LoadSettings.DEFAULT
            .withIamRole("arn:aws:iam::123456789012:role/loader")
            .withLakeUrl("s3://shop/lake");
    try (BatchLoader loader = new BatchLoader(warehouse, settings, LoadListener.SILENT)) {
      loader.createTables();
    }
    load =
        LoadWarehouse.into(warehouse, PURCHASES, bucket.resolve("lake").toString())
            .withSettings(settings);
  }

  @AfterEach
  void stop() throws Exception {
    redshift.close();
    postgres.close();
  }

  private static void seal(String lake, String batch) throws Exception {
    SealedPurchases.of(LocalDate.of(2024, 3, 1), batch)
        .writeTo(LakeTarget.of(LakeFolder.of(lake, "purchases"), batch, "run"));
  }

  private static PCollection<String> described(PCollection<LoadedBatch> loaded) {
    return loaded.apply(
        "Tell",
        MapElements.into(TypeDescriptors.strings())
            .via(batch -> batch.batch() + " " + batch.rows()));
  }

  @Test
  void batchesAreLoadedOnceHoweverOftenTheyCome(TestPipeline p) throws Exception {
    PCollection<LoadedBatch> loaded =
        p.apply("Batches", Create.of("b0", "b1", "b0", "not sealed")).apply("LoadWarehouse", load);
    PAssert.that(described(loaded)).containsInAnyOrder("b0 1", "b1 1");
    p.run().waitUntilFinish();
    assertThat(
        postgres.rows("select batch, row_count from load_ledger order by 1"),
        contains("b0|1", "b1|1"));
    assertThat(
        postgres.rows("select customer_id, trim_scale(total_spent) from customer_days"),
        contains("c|3"));
  }

  @Test
  void loadsBatchesOfAStream(TestPipeline p) throws Exception {
    PCollection<LoadedBatch> loaded =
        p.apply(
                "Batches",
                TestStream.create(StringUtf8Coder.of())
                    .addElements("b0", "b1")
                    .advanceProcessingTime(org.joda.time.Duration.standardMinutes(1))
                    .addElements("b1", "b2")
                    .advanceWatermarkToInfinity())
            .apply("LoadWarehouse", load);
    PAssert.that(described(loaded)).containsInAnyOrder("b0 1", "b1 1", "b2 1");
    p.run().waitUntilFinish();
    assertThat(
        postgres.rows("select customer_id, trim_scale(total_spent) from customer_days"),
        contains("c|4.5"));
  }
}
