package io.footfall.pipelines;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall report}. */
public interface ReportPageOptions extends SourceOptions {
  /** The file. */
  @Override
  @Description("The HTML file that is written.")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "FILE")
  @Nullable String getOutput();

  @Override
  void setOutput(@Nullable String value);

  /** The heading. */
  @Description("The heading of the page.")
  @Default.String("Visits and purchases")
  @Listed(group = OptionGroup.OUTPUT, place = 2, value = "TEXT", fallback = "Visits and purchases")
  String getTitle();

  /** Sets the heading. */
  void setTitle(String value);

  /** Whether a file is replaced. */
  @Override
  @Description("Replace the file if it is there.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.OUTPUT, place = 3, fallback = "refuse to")
  boolean getOverwrite();

  @Override
  void setOverwrite(boolean value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return Sources.table(ReportPageOptions.class);
  }
}
