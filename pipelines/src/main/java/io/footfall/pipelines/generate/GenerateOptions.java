package io.footfall.pipelines.generate;

import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.OverwriteOptions;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall generate}. */
public interface GenerateOptions extends OverwriteOptions, GeneralOptions {
  @Description("File to write. Short form: -o.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FILE")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Number of rows, including malformed ones.")
  @Listed(heading = Heading.OUTPUT, place = 20, value = "N")
  @Nullable String getRows();

  void setRows(@Nullable String value);

  @Description(
      "Directory for the exact results of the file: its report, and answers.json with the"
          + " number of rows, of valid rows, and of rejects by error code.")
  @Listed(heading = Heading.OUTPUT, place = 30, value = "DIR", fallback = "none")
  @Nullable String getAnswers();

  void setAnswers(@Nullable String value);

  @Description("visits: number of users.")
  @Listed(heading = Heading.INPUT, place = 10, value = "N", fallback = "rows / 10")
  @Nullable String getUsers();

  void setUsers(@Nullable String value);

  @Description("visits: number of URLs.")
  @Listed(heading = Heading.INPUT, place = 20, value = "N", fallback = "rows / 100")
  @Nullable String getUrls();

  void setUrls(@Nullable String value);

  @Description("purchases: number of customers.")
  @Listed(heading = Heading.INPUT, place = 30, value = "N", fallback = "rows x 204 / 10000")
  @Nullable String getCustomers();

  void setCustomers(@Nullable String value);

  @Description("Skew of URLs and customers: the k-th occurs in proportion to 1 / k^S.")
  @Listed(heading = Heading.INPUT, place = 40, value = "S", fallback = "0, uniform")
  @Nullable String getZipf();

  void setZipf(@Nullable String value);

  @Description("Number of days.")
  @Listed(
      heading = Heading.INPUT,
      place = 50,
      value = "N",
      fallback = "30 for visits, 70 for purchases")
  @Nullable String getDays();

  void setDays(@Nullable String value);

  @Description("First day.")
  @Listed(heading = Heading.INPUT, place = 60, value = "YYYY-MM-DD", fallback = "2022-03-01")
  @Nullable String getStart();

  void setStart(@Nullable String value);

  @Description("Fraction of rows that are late; the others are in time order.")
  @Listed(heading = Heading.INPUT, place = 70, value = "RATIO", fallback = "0")
  @Nullable String getLate();

  void setLate(@Nullable String value);

  @Description("Maximum lateness: 90s, 15m, 2h or 3d.")
  @Listed(heading = Heading.INPUT, place = 80, value = "DURATION", fallback = "1h")
  @Nullable String getLatest();

  void setLatest(@Nullable String value);

  @Description("Fraction of rows that must be rejected.")
  @Listed(heading = Heading.INPUT, place = 90, value = "RATIO", fallback = "0")
  @Nullable String getMalformed();

  void setMalformed(@Nullable String value);

  @Description("Seed of the random numbers.")
  @Listed(heading = Heading.INPUT, place = 100, value = "N", fallback = "1")
  @Nullable String getSeed();

  void setSeed(@Nullable String value);
}
