package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall rejects}. */
public interface RejectsOptions extends ReportOptions {
  /** Where the rejects are. */
  @Override
  @Description("The folder of rejects: of a report, a stream or publish, or one of Firehose.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FOLDER")
  @Nullable String getRejects();

  @Override
  void setRejects(@Nullable String value);

  /** The lake whose seals say what was replayed. */
  @Override
  @Description(
      "The lake that footfall replay has written: it tells what was replayed from what is still open.")
  @Listed(group = OptionGroup.INPUT, place = 2, value = "FOLDER", fallback = "all count as open")
  @Nullable String getLake();

  @Override
  void setLake(@Nullable String value);

  /** Whether they are summed up. */
  @Description("Count them by code, source and day, with three examples of each.")
  @Default.Boolean(true)
  @Listed(group = OptionGroup.OUTPUT, place = 1, fallback = "it is all that there is to do")
  boolean getSummary();

  /** Sets whether they are summed up. */
  void setSummary(boolean value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return OptionTable.of(
        RejectsOptions.class, ReportOptions.class, Set.of("s3Endpoint", "verbose"));
  }
}
