package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.fail;

import io.footfall.pipelines.query.Cancellation;
import io.footfall.pipelines.query.Queries;
import io.footfall.pipelines.query.ResultFormat;
import io.footfall.pipelines.query.SavedQuery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What saved queries answer about a few records whose answers were worked out by hand. */
abstract class SavedQuerySpecification {
  private static final Map<String, String> ANSWERS = new TreeMap<>();

  static {
    ANSWERS.put(
        "top-pages",
        """
        url,visits,total_seconds,average_seconds
        /home,4,17.50,4.375
        /cart,2,8.00,4.00
        "/a,b",1,0.001,0.001
        /shoes,1,20.0005,20.001
        """);
    ANSWERS.put(
        "time-on-page",
        """
        event_date,visits,total_seconds,average_seconds
        2024-03-01,5,38.5005,7.70
        2024-03-02,3,7.001,2.334
        """);
    // 30 minutes after a page its session continues, a second later it does not; midnight ends no
    // session.
    ANSWERS.put(
        "sessions",
        """
        event_date,sessions,visitors,pages_per_session,seconds_per_session,bounce_rate
        2024-03-01,3,2,2.00,13.834,33.33
        2024-03-02,2,2,1.00,2.001,100.00
        """);
    ANSWERS.put(
        "bounce-rate",
        """
        entry_url,sessions,bounces,bounce_rate
        /home,4,2,50.00
        "/a,b",1,1,100.00
        """);
    ANSWERS.put(
        "daily-revenue",
        """
        event_date,revenue,customers,per_customer
        2024-03-01,64.965,1,64.97
        2024-03-02,122.50,3,40.83
        2024-03-03,-100.00,1,-100.00
        """);
    ANSWERS.put(
        "revenue-by-category",
        """
        product_category,revenue,share,order_lines,quantity,customers
        Fashion,64.965,74.28,2,4,1
        "",22.50,25.72,2,3,2
        Home,0.00,0.00,2,0,1
        """);
    ANSWERS.put(
        "best-customers",
        """
        customer_id,total_spent,days,first_day,last_day
        1,72.465,2,2024-03-01,2024-03-02
        5,15.00,1,2024-03-02,2024-03-02
        2,0.00,2,2024-03-02,2024-03-03
        """);
    ANSWERS.put(
        "repeat-customers",
        """
        customer_id,days,first_day,last_day,total_spent
        1,2,2024-03-01,2024-03-02,72.465
        """);
    ANSWERS.put(
        "conversion",
        """
        event_date,visitors,buyers,conversion
        2024-03-01,2,1,50.00
        2024-03-02,3,1,33.33
        """);
    ANSWERS.put(
        "pages-before-purchase",
        """
        url,orders,customers,revenue
        /cart,3,2,164.965
        /home,1,1,100.00
        """);
  }

  /** Returns the sources to query, by name. */
  abstract Map<String, Queries> databases();

  /** Writes the records into a lake, as runs do. */
  static Path writeLake(Path folder) throws Exception {
    Files.writeString(
        folder.resolve("visits.csv"),
        """
        user_id,timestamp,url,page_view_duration
        1,2024-03-01 10:00:00,/home,10.5
        1,2024-03-01 10:20:00,/shoes,20.0005
        1,2024-03-01 10:50:00,/cart,5
        1,2024-03-01 11:20:01,/home,1
        2,2024-03-01 23:50:00,/home,2
        2,2024-03-02 00:10:00,/cart,3
        3,2024-03-02 09:00:00,/home,4
        4,2024-03-02 09:00:00,"/a,b",0.001
        4,2024-03-02 09:00:00,/home,long
        """);
    Files.writeString(
        folder.resolve("purchases.csv"),
        """
        transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity
        t1,1,2024-03-01 10:55:00,Shoe,Fashion,49.95,1
        t2,1,2024-03-01 10:55:00,Socks,Fashion,5.005,3
        t3,2,2024-03-02 00:15:00,Lamp,Home,100.00,1
        t4,2,2024-03-03 08:00:00,Lamp,Home,100.00,-1
        t5,5,2024-03-02 12:00:00,Mug,,7.50,2
        t6,1,2024-03-02 12:00:00,Mug,,7.50,1
        t7,,2024-03-02 12:00:00,Mug,,7.50,1
        """);
    Path lake = folder.resolve("lake");
    for (String dataset : List.of("visits", "purchases")) {
      run(
          dataset,
          "--input=" + folder.resolve(dataset + ".csv"),
          "--output=" + folder.resolve(dataset),
          "--lake=" + lake);
    }
    return lake;
  }

  static String run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = Footfall.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8));
    String said = out.toString(StandardCharsets.UTF_8);
    return status == 0 ? said : fail("status " + status + ": " + said);
  }

  static Stream<SavedQuery> savedQueries() {
    return SavedQuery.all().stream().filter(q -> !q.name().equals("rejects-by-reason"));
  }

  @ParameterizedTest
  @MethodSource("savedQueries")
  void savedQueriesReturnIndependentResults(SavedQuery query) throws Exception {
    for (Map.Entry<String, Queries> database : databases().entrySet()) {
      StringBuilder answer = new StringBuilder();
      database.getValue().select(query.sql(), ResultFormat.CSV.to(answer), new Cancellation());
      assertThat(database.getKey(), answer.toString(), is(ANSWERS.get(query.name())));
    }
  }

  @Test
  void explainsEveryColumnOfASavedQuery() throws Exception {
    Queries database = databases().values().iterator().next();
    for (SavedQuery query : savedQueries().toList()) {
      List<String> columns =
          database.query(query.sql()).columns().stream().map(c -> c.name()).toList();
      assertThat(
          query.name(),
          query.columns().stream().map(SavedQuery.Column::name).toList(),
          is(columns));
    }
  }
}
