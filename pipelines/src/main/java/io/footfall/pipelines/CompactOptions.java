package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall compact}. */
public interface CompactOptions extends ReportOptions {
  /** The lake. */
  @Override
  @Description("The lake whose small files become large ones.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FOLDER")
  @Nullable String getLake();

  @Override
  void setLake(@Nullable String value);

  /** The dataset. */
  @Description("Which part of the lake: visits or purchases.")
  @Listed(group = OptionGroup.INPUT, place = 2, value = "DATASET", fallback = "both")
  @Nullable String getDataset();

  /** Sets the dataset. */
  void setDataset(@Nullable String value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return OptionTable.of(
        CompactOptions.class,
        ReportOptions.class,
        Set.of("targetFileSize", "s3Endpoint", "verbose"));
  }
}
