package io.footfall.pipelines.check;

import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.query.SourceOptions;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall check}. */
public interface CheckOptions extends SourceOptions {
  @Description("File of rules, one per line, such as: visits last-day below 1000")
  @Listed(heading = Heading.INPUT, place = 0, value = "FILE")
  @Nullable String getRules();

  void setRules(@Nullable String value);

  @Description(
      "File whose first line is the URL of a webhook, which receives the rules that are out of bounds as JSON.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FILE", fallback = "FOOTFALL_WEBHOOK")
  @Nullable String getWebhookFile();

  void setWebhookFile(@Nullable String value);
}
