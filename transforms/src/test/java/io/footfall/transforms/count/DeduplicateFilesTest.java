package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.VisitsDataset;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class DeduplicateFilesTest {
  private static final String PURCHASES =
      "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";
  private static final String VISITS = "user_id,timestamp,url,page_view_duration\n";

  @TempDir Path temp;

  private JsonNode summarize(TestPipeline pipeline, Dataset<?> dataset) throws Exception {
    return summarize(pipeline, CountRecords.of(dataset, ReadSettings.defaults()));
  }

  private JsonNode summarize(TestPipeline pipeline, CountRecords how) throws Exception {
    new WrittenReport(temp.resolve("report"))
        .count(pipeline, temp.resolve("input") + "/*", how.withDeduplication());
    pipeline.run();
    return new ObjectMapper()
        .readTree(temp.resolve("report/run.json").toFile())
        .path("accounting")
        .path("total");
  }

  private void input(String name, String content) throws Exception {
    Files.createDirectories(temp.resolve("input"));
    try (OutputStream file = Files.newOutputStream(temp.resolve("input").resolve(name));
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> rows(String table) throws Exception {
    return new WrittenReport(temp.resolve("report"))
        .table(table).stream().skip(1).map(row -> String.join(" ", row)).toList();
  }

  @Test
  void countsTheFirstPurchaseOfATransaction(TestPipeline pipeline) throws Exception {
    input("b.csv", PURCHASES + "t1,anna,2024-03-01 10:00:00,x,y,5,1\n");
    input(
        "a.csv",
        PURCHASES
            + "t1,anna,2024-03-02 10:00:00,x,y,0.50,2\n"
            + "t2,bert,2024-03-02 10:00:00,x,y,1,1\n"
            + "t1,anna,2024-03-03 10:00:00,x,y,9,1\n");
    JsonNode counts = summarize(pipeline, new PurchasesDataset(ZoneOffset.UTC));
    assertThat(rows("customer_days"), is(List.of("2024-03-02 anna 1.00", "2024-03-02 bert 1.00")));
    assertThat(counts.path("ok").asInt(), is(2));
    assertThat(counts.path("duplicate").asInt(), is(2));
  }

  @Test
  void recordThatTheLakeCannotStoreIsNotTheFirstOfItsTransaction(TestPipeline pipeline)
      throws Exception {
    input(
        "a.csv",
        PURCHASES
            + "t1,anna,2024-03-02 10:00:00,x,y,0.00000000000000000000001,1\n"
            + "t1,anna,2024-03-02 10:00:00,x,y,0.00000000000000000000001,1\n"
            + "t1,anna,2024-03-02 10:00:00,x,y,7,1\n");
    JsonNode counts =
        summarize(
            pipeline,
            CountRecords.of(new PurchasesDataset(ZoneOffset.UTC), ReadSettings.defaults())
                .withLake(
                    LakeTarget.of(
                        LakeFolder.of(temp.resolve("lake").toString(), "purchases"), "b", "r")));
    assertThat(rows("customer_days"), is(List.of("2024-03-02 anna 7.00")));
    assertThat(counts.path("ok").asInt(), is(1));
    assertThat(counts.path("rejected").asInt(), is(2));
    assertThat(counts.path("duplicate").asInt(), is(0));
  }

  @Test
  void badRecordIsNotTheFirstOfItsTransaction(TestPipeline pipeline) throws Exception {
    input(
        "a.csv",
        PURCHASES
            + "t1,anna,2024-03-02 10:00:00,x,y,free,2\n"
            + "t1,anna,2024-03-02 10:00:00,x,y,1,2\n");
    JsonNode counts = summarize(pipeline, new PurchasesDataset(ZoneOffset.UTC));
    assertThat(rows("customer_days"), is(List.of("2024-03-02 anna 2.00")));
    assertThat(counts.path("rejected").asInt(), is(1));
    assertThat(counts.path("duplicate").asInt(), is(0));
  }

  @Test
  void purchasesWithoutTransactionAreLikeNoOther(TestPipeline pipeline) throws Exception {
    String purchase =
        "{\"customer_id\":\"anna\",\"timestamp\":\"2024-03-02 10:00:00\",\"amount\":1}\n";
    input("a.json", purchase + purchase);
    JsonNode counts = summarize(pipeline, new PurchasesDataset(ZoneOffset.UTC));
    assertThat(rows("customer_days"), is(List.of("2024-03-02 anna 2.00")));
    assertThat(counts.path("duplicate").asInt(), is(0));
  }

  @Test
  void comparesVisitsByValueNotByNotation(TestPipeline pipeline) throws Exception {
    input(
        "a.csv",
        VISITS
            + "anna,2024-03-02 10:00:00,/a,2.50\n"
            + "anna,2024-03-02T11:00:00+01:00,/a,2.5\n"
            + "anna,2024-03-02 10:00:00,/a,2.51\n"
            + "ann,2024-03-02 10:00:00,a/a,2.5\n");
    input(
        "b.json",
        "{\"user_id\":\"anna\",\"timestamp\":\"2024-03-02 10:00:00\",\"url\":\"/a\",\"page_view_duration\":2.500}\n");
    JsonNode counts = summarize(pipeline, new VisitsDataset(ZoneOffset.UTC));
    assertThat(rows("urls"), is(List.of("/a 2 5.01 2.505", "a/a 1 2.5 2.500")));
    assertThat(counts.path("duplicate").asInt(), is(2));
  }

  @Test
  void repeatsAreFoundAcrossSlicesAndCompressedFiles(TestPipeline pipeline) throws Exception {
    Random random = new Random(3);
    Set<String> seen = new HashSet<>();
    Map<String, BigDecimal> spent = new TreeMap<>();
    int duplicates = 0;
    for (String name : List.of("a.csv", "b.csv.gz", "c.csv")) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        int number = random.nextInt(30_000);
        String transaction = (number % 2 == 0 ? "t" : "a-rather-long-transaction-") + number;
        String customer = "c" + random.nextInt(50);
        BigDecimal price = BigDecimal.valueOf(random.nextInt(1000), 2);
        lines.add(transaction + "," + customer + ",2024-03-02 10:00:00,x,y," + price + ",1");
        if (seen.add(transaction)) {
          spent.merge(customer, price, BigDecimal::add);
        } else {
          duplicates++;
        }
      }
      input(name, PURCHASES + String.join("\n", lines) + "\n");
    }
    JsonNode counts = summarize(pipeline, new PurchasesDataset(ZoneOffset.UTC));
    assertThat(duplicates, greaterThan(30_000));
    assertThat(counts.path("duplicate").asInt(), is(duplicates));
    assertThat(counts.path("ok").asInt(), is(60_000 - duplicates));
    Map<String, BigDecimal> found = new TreeMap<>();
    rows("customer_days")
        .forEach(row -> found.put(row.split(" ", -1)[1], new BigDecimal(row.split(" ", -1)[2])));
    assertThat(found, is(spent));
  }
}
