package io.footfall.pipelines.reconcile;

import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.DetectedDatasetOptions;
import io.footfall.pipelines.options.FileReadingOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.LogOptions;
import io.footfall.pipelines.options.ValueOptions;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall reconcile}. */
public interface ReconcileOptions
    extends DetectedDatasetOptions,
        InputOptions,
        FileReadingOptions,
        LogOptions,
        ValueOptions,
        DeduplicationOptions,
        GeneralOptions {
  @Description("Output directory of the stream: its --output.")
  @Listed(heading = Heading.INPUT, place = 11, value = "DIR")
  @Nullable String getStreamOutput();

  void setStreamOutput(@Nullable String value);

  @Description("The stream's --columns, if its messages are CSV. Late records are read with them.")
  @Listed(
      heading = Heading.FORMAT,
      place = 41,
      value = "COLUMN,...",
      fallback = "the standard columns without amount, in the order of 'footfall DATASET --help'")
  @Nullable String getMessageColumns();

  void setMessageColumns(@Nullable String value);

  @Description("The stream's --rejects. Records that it rejected as late are left out.")
  @Listed(
      heading = Heading.INPUT,
      place = 110,
      value = "DIR",
      fallback = "rejects/ in the stream's output directory")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);
}
