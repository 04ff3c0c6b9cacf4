package io.footfall.pipelines.rejects;

import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall rejects}. */
public interface RejectsOptions extends GeneralOptions {
  @Description(
      "Directory of rejects, written by a run, a stream, 'footfall publish' or Amazon Data Firehose.")
  @Listed(heading = Heading.INPUT, place = 10, value = "DIR")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);

  @Description(
      "Lake that footfall replay has written to. It shows which rejects were replayed and which are open.")
  @Listed(
      heading = Heading.INPUT,
      place = 20,
      value = "DIR",
      fallback = "every reject counts as open")
  @Nullable String getLake();

  void setLake(@Nullable String value);
}
