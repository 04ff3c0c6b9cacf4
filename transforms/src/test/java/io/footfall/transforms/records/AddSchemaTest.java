package io.footfall.transforms.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.Purchase;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.testing.QueryRows;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.purchases.CustomerDayRowForm;
import io.footfall.transforms.purchases.PurchaseRowForm;
import io.footfall.transforms.visits.CountVisitsPerUrl;
import io.footfall.transforms.visits.UrlVisitsRowForm;
import io.footfall.transforms.visits.VisitRowForm;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.schemas.utils.AvroUtils;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class AddSchemaTest {
  private static final List<Visit> VISITS =
      List.of(
          Visit.of("7", Instant.parse("2024-03-01T10:00:00.123456Z"), "/a", new BigDecimal("0.1")),
          Visit.of("8", Instant.parse("1969-12-31T23:59:59.999999Z"), "/a", new BigDecimal("2.25")),
          Visit.of("9", Instant.parse("2024-03-01T10:00:00Z"), "/é", null));

  private static <T> void assertSurvives(RowForm<T> form, T element) {
    Row row = form.toRow(element);
    assertThat(row.getSchema(), is(form.schema()));
    assertThat(form.fromRow(row), is(element));
  }

  @Test
  void rowKeepsEveryPartOfAnElement() {
    VISITS.forEach(visit -> assertSurvives(VisitRowForm.of(), visit));
    assertSurvives(UrlVisitsRowForm.of(), new UrlVisits("/a", 3, 1, new BigDecimal("7.125"), -5));
    assertSurvives(UrlVisitsRowForm.of(), new UrlVisits("/a", 1, 1, BigDecimal.ZERO, 5));
    assertSurvives(
        PurchaseRowForm.of(),
        new Purchase(
            "t", "c", -1, LocalDate.of(1, 1, 1), "", "Home", new BigDecimal("-12.345678901")));
    assertSurvives(
        CustomerDayRowForm.of(),
        new CustomerDay(LocalDate.of(2024, 2, 29), "9", new BigDecimal("0.00")));
    assertSurvives(
        RejectRowForm.of(),
        new Reject(
            RejectCode.INVALID_NUMBER,
            "m",
            "f.csv",
            1,
            2,
            3,
            "url",
            null,
            "x".getBytes(UTF_8),
            4,
            5,
            null));
  }

  @Test
  void elementsBecomeRowsAndStayElements(TestPipeline pipeline) {
    PCollection<Visit> visits =
        pipeline
            .apply("Visits", Create.of(VISITS).withCoder(VisitCoder.of()))
            .apply("AddSchema", AddSchema.of(VisitRowForm.of()));
    PAssert.that(
            visits
                .apply("ToRows", Convert.toRows())
                .apply(
                    "Urls",
                    MapElements.into(TypeDescriptors.strings()).via(r -> r.getString("url"))))
        .containsInAnyOrder("/a", "/a", "/é");
    PAssert.that(visits.apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly()))
        .containsInAnyOrder(
            new UrlVisits("/a", 2, new BigDecimal("2.35"), -1),
            new UrlVisits("/é", 1, 1, BigDecimal.ZERO, 1709287200000000L));
    pipeline.run();
  }

  @Test
  void rowsReachATableAndComeBack(TestPipeline pipeline, @TempDir Path temp) throws Exception {
    String url = "jdbc:duckdb:" + temp.resolve("database");
    // Holds the database open: the writers' connections come and go.
    try (Connection open = DriverManager.getConnection(url);
        Statement statement = open.createStatement()) {
      statement.execute(
          "CREATE TABLE url_visits (url VARCHAR, visits BIGINT, visits_without_duration BIGINT,"
              + " total_time_spent DECIMAL(38, 9), average_time_spent DECIMAL(38, 9),"
              + " first_visit_micros BIGINT)");
      pipeline
          .apply("Visits", Create.of(VISITS).withCoder(VisitCoder.of()))
          .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly())
          .apply("AddSchema", AddSchema.of(UrlVisitsRowForm.of()))
          .apply(
              "Write",
              JdbcIO.<UrlVisits>write()
                  .withDataSourceConfiguration(
                      JdbcIO.DataSourceConfiguration.create("org.duckdb.DuckDBDriver", url))
                  .withTable("url_visits"));
      pipeline.run().waitUntilFinish();

      List<String> rows = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT url, visits, total_time_spent::VARCHAR FROM url_visits ORDER BY url")) {
        while (found.next()) {
          rows.add(found.getString(1) + " " + found.getLong(2) + " " + found.getString(3));
        }
      }
      assertThat(rows, contains("/a 2 2.350000000", "/é 1 0.000000000"));
    }
  }

  @Test
  void rowsReachAParquetFileAndComeBack(TestPipeline pipeline, @TempDir Path temp)
      throws Exception {
    Schema avro =
        SchemaBuilder.record("Visit")
            .fields()
            .requiredString("user_id")
            .name("timestamp")
            .type(LogicalTypes.timestampMillis().addToSchema(SchemaBuilder.builder().longType()))
            .noDefault()
            .requiredLong("epoch_micros")
            .requiredString("url")
            .name("page_view_duration")
            .type()
            .optional()
            .type(LogicalTypes.decimal(38, 9).addToSchema(SchemaBuilder.builder().bytesType()))
            .endRecord();
    pipeline
        .apply("Visits", Create.of(VISITS).withCoder(VisitCoder.of()))
        .apply("AddSchema", AddSchema.of(VisitRowForm.of()))
        .apply("ToRows", Convert.toRows())
        .apply(
            "ToAvro",
            MapElements.into(TypeDescriptor.of(GenericRecord.class))
                .via(row -> AvroUtils.toGenericRecord(row, avro)))
        .setCoder(AvroCoder.of(avro))
        .apply(
            "Write",
            FileIO.<GenericRecord>write()
                .via(ParquetIO.sink(avro))
                .to(temp.toString())
                .withNumShards(1)
                .withSuffix(".parquet"));
    pipeline.run().waitUntilFinish();

    List<String> rows =
        QueryRows.ofDuckDb(
            "SELECT concat_ws(' ', user_id, epoch_ms(timestamp), epoch_micros, url,"
                + " page_view_duration) FROM '"
                + temp
                + "/*.parquet' ORDER BY user_id");
    assertThat(
        rows,
        contains(
            "7 1709287200123 1709287200123456 /a 0.100000000",
            "8 -1 -1 /a 2.250000000",
            "9 1709287200000 1709287200000000 /é"));
  }

  @Test
  void sqlSumsExactly(TestPipeline pipeline) {
    PCollection<Row> sums =
        pipeline
            .apply("Visits", Create.of(VISITS).withCoder(VisitCoder.of()))
            .apply("AddSchema", AddSchema.of(VisitRowForm.of()))
            .apply(
                "Sql",
                SqlTransform.query(
                        "SELECT url, COUNT(*) AS visits, SUM(page_view_duration) AS seconds"
                            + " FROM PCOLLECTION WHERE page_view_duration IS NOT NULL GROUP BY url")
                    .withAutoLoading(false));
    PAssert.that(
            sums.apply(
                "Text",
                MapElements.into(TypeDescriptors.strings())
                    .via(
                        r ->
                            "%s %s %s"
                                .formatted(
                                    r.getString("url"),
                                    r.getInt64("visits"),
                                    r.getDecimal("seconds")))))
        .containsInAnyOrder("/a 2 2.35");
    pipeline.run();
  }

  @Test
  void collectionsWithoutItKeepTheirOwnCoder() throws Exception {
    assertThat(CoderRegistry.createDefault().getCoder(Visit.class), is(VisitCoder.of()));
  }

  @Test
  void rejectsBecomeBadRecordsOfBeam(TestPipeline pipeline) {
    Reject reject =
        new Reject(
            RejectCode.INVALID_NUMBER,
            "no number",
            "f.csv",
            0,
            2,
            3,
            null,
            null,
            new byte[] {1},
            1,
            5,
            null);
    PCollection<BadRecord> bad =
        pipeline
            .apply("Rejects", Create.of(reject))
            .apply("ConvertRejects", ConvertRejects.toBadRecords());
    PAssert.that(
            bad.apply(
                "Text",
                MapElements.into(TypeDescriptors.strings())
                    .via(
                        r ->
                            r.getFailure().getException()
                                + " "
                                + r.getFailure().getDescription()
                                + " "
                                + r.getRecord().getEncodedRecord().length)))
        .containsInAnyOrder("INVALID_NUMBER f.csv, line 3: no number 1");
    pipeline.run();
  }
}
