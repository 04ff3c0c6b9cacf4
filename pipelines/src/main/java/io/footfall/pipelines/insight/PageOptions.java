package io.footfall.pipelines.insight;

import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.query.SourceOptions;
import java.time.DayOfWeek;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options for the labels of the report page: weeks, currency, quality and notes. */
public interface PageOptions extends SourceOptions {
  @Description("First day of the week, monday or sunday.")
  @Default.String("monday")
  @Listed(heading = Heading.OUTPUT, place = 100, value = "DAY", fallback = "monday")
  String getWeekStart();

  void setWeekStart(String value);

  @Description("Currency of all amounts, such as EUR, shown on the page.")
  @Listed(heading = Heading.OUTPUT, place = 110, value = "CODE")
  @Nullable String getCurrency();

  void setCurrency(@Nullable String value);

  @Description(
      "Share of missing records or days above which a number is marked as partial, from 0 to 1.")
  @Listed(heading = Heading.OUTPUT, place = 120, value = "SHARE", fallback = "0.01")
  @Nullable Double getMaxRejectRatio();

  void setMaxRejectRatio(@Nullable Double value);

  @Description("File of dated notes for the charts, one per line: 2024-03-01,New prices.")
  @Listed(heading = Heading.OUTPUT, place = 130, value = "FILE")
  @Nullable String getAnnotations();

  void setAnnotations(@Nullable String value);

  /** Returns how the page labels its numbers. */
  static InsightSettings.Labels labels(PageOptions options, Problems problems) {
    InsightSettings.Labels usual = InsightSettings.Labels.defaults();
    boolean isSunday = options.getWeekStart().equalsIgnoreCase("sunday");
    if (!isSunday && !options.getWeekStart().equalsIgnoreCase("monday")) {
      problems.add("--weekStart=" + options.getWeekStart() + " is invalid. Use monday or sunday.");
    }
    Double ratio = options.getMaxRejectRatio();
    String currency = options.getCurrency();
    String annotations = options.getAnnotations();
    return new InsightSettings.Labels(
        options.getZone(),
        isSunday ? DayOfWeek.SUNDAY : DayOfWeek.MONDAY,
        currency == null ? "" : currency,
        ratio == null ? usual.maxRejectRatio() : ratio,
        annotations == null
            ? List.of()
            : problems.check(() -> Annotation.read(annotations), List.of()));
  }
}
