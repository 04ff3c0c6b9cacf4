package io.footfall.pipelines.serve;

import io.footfall.pipelines.insight.PageOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall serve}. */
public interface ServeOptions extends PageOptions {
  @Description(
      "Address to listen on; 0.0.0.0 is every interface. Addresses other than 127.0.0.1 require a token.")
  @Default.String("127.0.0.1")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "ADDRESS", fallback = "127.0.0.1")
  String getHost();

  void setHost(String value);

  @Description("Port to listen on; 0 picks a free one.")
  @Default.Integer(8080)
  @Listed(heading = Heading.OUTPUT, place = 20, value = "N", fallback = "8080")
  int getPort();

  void setPort(int value);

  @Description("File whose first line is the access token.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 30,
      value = "FILE",
      fallback = "FOOTFALL_TOKEN; otherwise, beyond 127.0.0.1, a generated token is printed")
  @Nullable String getTokenFile();

  void setTokenFile(@Nullable String value);

  @Description(
      "Host names under which browsers reach the dashboard, such as that of a proxy; a comma separates several.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 40,
      value = "NAMES",
      fallback = "localhost and IP addresses")
  @Nullable String getAllowedHost();

  void setAllowedHost(@Nullable String value);

  @Description("Directory of .sql files that the query page lists as saved queries.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 45,
      value = "DIR",
      fallback = "only the saved queries of Footfall")
  @Nullable String getQueries();

  void setQueries(@Nullable String value);

  @Description("Maximum number of rows in a query result.")
  @Default.Integer(10_000)
  @Listed(heading = Heading.OUTPUT, place = 50, value = "N", fallback = "10000")
  int getQueryRows();

  void setQueryRows(int value);

  @Description("Timeout of a query in seconds.")
  @Default.Integer(30)
  @Listed(heading = Heading.OUTPUT, place = 60, value = "SECONDS", fallback = "30")
  int getQuerySeconds();

  void setQuerySeconds(int value);

  @Description("Lake: memory limit of each query, in MiB.")
  @Default.Integer(512)
  @Listed(heading = Heading.OUTPUT, place = 70, value = "MIB", fallback = "512")
  int getQueryMemory();

  void setQueryMemory(int value);

  @Description("Rate limit per client, in queries per minute.")
  @Default.Integer(60)
  @Listed(heading = Heading.OUTPUT, place = 80, value = "N", fallback = "60")
  int getQueriesPerMinute();

  void setQueriesPerMinute(int value);
}
