package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.LoginService;
import io.footfall.testing.redshift.RedshiftServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files over the lake into warehouses, as processes. */
class LoadIT {
  private static final String ROLE = "--iamRole=arn:aws:iam::123456789012:role/loader";

  @TempDir Path temp;

  private FootfallProcess footfall() {
    return FootfallProcess.launcher(temp)
        .through("env", "AWS_REGION=us-east-1", "PGPASSWORD=" + PostgresServer.PASSWORD);
  }

  @BeforeEach
  void writePurchases() throws Exception {
    Files.writeString(
        temp.resolve("purchases.csv"),
        """
        transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity
        1,1,2022-03-01 10:00:00,Product A,Category 1,10.00,1
        2,2,2022-03-01 11:00:00,Product B,Category 1,20.00,2
        3,1,2022-03-01 12:00:00,Product C,Category 2,15.00,3
        4,3,2022-03-02 09:00:00,Product A,Category 1,30.00,1
        5,1,2022-03-02 11:00:00,Product B,Category 1,25.00,2
        """);
  }

  private String[] purchases(String report, String... more) {
    return Stream.concat(
            Stream.of(
                "purchases",
                "--input=" + temp.resolve("purchases.csv"),
                "--output=" + temp.resolve(report)),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static List<String> customerDays(PostgresServer postgres) throws Exception {
    return postgres.rows(
        "select event_date, customer_id, round(total_spent, 2) from customer_days order by 1, 2");
  }

  @Test
  void loadsALakeIntoPostgresOnce() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("server"))) {
      String lake = "--lake=" + temp.resolve("lake");
      String warehouse = "--warehouse=" + postgres.url() + "?user=" + PostgresServer.USER;
      footfall().runWell(purchases("first", lake, "--batch=march"));
      String[] load = {"load", lake, warehouse, "--createTables"};
      FootfallProcess.Ended loaded =
          footfall().runWell(load).assertOut("purchases: 1 batch loaded, 5 rows; 0 loaded before");
      assertThat(loaded.said(), not(containsString(PostgresServer.PASSWORD)));
      List<String> expected =
          List.of(
              "2022-03-01|1|55.00",
              "2022-03-01|2|40.00",
              "2022-03-02|1|50.00",
              "2022-03-02|3|30.00");
      assertThat(customerDays(postgres), is(expected));

      assertThat(
          footfall().runWell(load).out(),
          containsString("purchases: 0 batches loaded, 0 rows; 1 loaded before"));
      assertThat(customerDays(postgres), is(expected));

      footfall()
          .runWell(purchases("second", lake, "--batch=april", warehouse))
          .assertOut("purchases: 1 batch loaded, 5 rows");
      assertThat(
          postgres.rows("select batch, row_count from load_ledger order by 1"),
          contains("april|5", "march|5"));
    }
  }

  @Test
  void loadsReplayedRecordsOnTheirDay() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("server"))) {
      Files.writeString(
          temp.resolve("purchases.csv"),
          """
          transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity
          1,1,2022-03-01 10:00:00,Product A,Category 1,10.00,1
          2,1,2022-03-01 11:00:00,Product B,Category 1,about 20,2
          """);
      String lake = "--lake=" + temp.resolve("lake");
      String warehouse = "--warehouse=" + postgres.url() + "?user=" + PostgresServer.USER;
      footfall().runWell(purchases("report", lake));
      footfall().runWell("load", lake, warehouse, "--createTables");
      assertThat(customerDays(postgres), is(List.of("2022-03-01|1|10.00")));
      String[] replay = {
        "replay",
        "--rejects=" + temp.resolve("report/rejects"),
        "--dataset=purchases",
        "--fix=s/about //",
        lake,
        warehouse
      };
      for (int time = 0; time < 2; time++) {
        footfall().runWell(replay);
        assertThat(customerDays(postgres), is(List.of("2022-03-01|1|50.00")));
      }
    }
  }

  @Test
  void loadsALakeIntoRedshiftAndReportsRefusedFiles() throws Exception {
    Path bucket = Files.createDirectories(temp.resolve("bucket"));
    try (LoginService logins = LoginService.start();
        PostgresServer postgres = PostgresServer.start(temp.resolve("server"), "md5");
        RedshiftServer redshift =
            RedshiftServer.start(
                postgres,
                new Buckets(Map.of("shop", bucket)),
                Files.createDirectories(temp.resolve("copies")))) {
      String lake = "--lake=" + bucket.resolve("lake");
      footfall().runWell(purchases("report", lake));
      Path file;
      try (Stream<Path> files = Files.walk(bucket)) {
        file =
            files
                .filter(f -> f.toString().contains("2022-03-02"))
                .filter(Files::isRegularFile)
                .toList()
                .get(0);
      }
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, new byte[whole.length]);
      String[] load = {
        "load",
        lake,
        "--lakeUrl=s3://shop/lake",
        "--warehouse=" + redshift.url(),
        "--user=" + PostgresServer.USER,
        ROLE,
        "--createTables"
      };
      footfall()
          .run(load)
          .assertStatus(74)
          .assertErr(file.getFileName() + " (2 rows) was set aside");
      assertThat(customerDays(postgres), contains("2022-03-01|1|55.00", "2022-03-01|2|40.00"));

      // This time with a login that AWS gives.
      Files.write(file, whole);
      logins.answerXml(PostgresServer.USER, PostgresServer.PASSWORD);
      FootfallProcess.Ended wholly =
          FootfallProcess.launcher(temp)
              .through(
                  "env",
                  "AWS_ACCESS_KEY_ID=" + LoginService.ACCESS_KEY,
                  "AWS_SECRET_ACCESS_KEY=" + LoginService.SECRET_KEY,
                  "AWS_ENDPOINT_URL_REDSHIFT=" + logins.endpoint())
              .runWell(
                  "load",
                  lake,
                  "--lakeUrl=s3://shop/lake",
                  "--warehouse="
                      + redshift.url().replace("redshift:", "redshift:iam:")
                      + "&ClusterID=shop&Region=eu-central-1",
                  "--user=loader",
                  ROLE,
                  "--retrySetAside");
      assertThat(wholly.said(), not(containsString(PostgresServer.PASSWORD)));
      assertThat(logins.body(), containsString("ClusterIdentifier=shop&DbName=shop"));
      assertThat(logins.body(), containsString("DbUser=loader"));
      assertThat(
          customerDays(postgres),
          contains(
              "2022-03-01|1|55.00",
              "2022-03-01|2|40.00",
              "2022-03-02|1|50.00",
              "2022-03-02|3|30.00"));
      String warehouse = "--warehouse=" + redshift.url() + "&user=" + PostgresServer.USER;
      assertThat(
          footfall()
              .runWell(
                  "query", warehouse, "--saved=daily-revenue", "--from=2022-03-02", "--format=csv")
              .out(),
          is("event_date,revenue,customers,per_customer\n2022-03-02,80.00,2,40.00\n"));
      assertThat(
          footfall().runWell("report", warehouse, "--output=report.html").out(),
          containsString("175.00 spent by 3 customers"));
    }
  }

  @Test
  void refusesSecretsAndInvalidSettings() throws Exception {
    FootfallProcess.Ended secret =
        footfall()
            .run("load", "--lake=lake", "--warehouse=jdbc:redshift://h/d?password=hush")
            .assertStatus(2);
    assertThat(secret.said(), not(containsString("hush")));
    footfall()
        .run(purchases("none", "--warehouse=jdbc:postgresql://h/d"))
        .assertStatus(2)
        .assertErr("--lake=DIR");
    footfall()
        .run(purchases("none", "--lake=" + temp, "--warehouse=jdbc:redshift://h/d"))
        .assertStatus(2)
        .assertErr("--iamRole=default");
  }
}
