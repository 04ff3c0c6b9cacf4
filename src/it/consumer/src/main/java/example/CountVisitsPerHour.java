package example;

import io.footfall.transforms.records.AddSchema;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.visits.CountVisitsPerUrl;
import io.footfall.transforms.visits.ParseVisits;
import io.footfall.transforms.visits.UrlVisitsRowForm;
import io.footfall.visits.Visit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** Counts the visits per URL and hour of CSV lines: arguments are the input and the output. */
public final class CountVisitsPerHour {
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    ParsedRecords<Visit> parsed =
        pipeline
            .apply("ReadLines", TextIO.read().from(args[0]).withSkipHeaderLines(1))
            .apply("ParseVisits", ParseVisits.ofLines());
    parsed
        .getRecords()
        .apply("Hourly", Window.into(FixedWindows.of(Duration.standardHours(1))))
        .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly())
        .apply("AddSchema", AddSchema.of(UrlVisitsRowForm.of()))
        .apply("ToRows", Convert.toRows())
        .apply(
            "Format",
            MapElements.into(TypeDescriptors.strings())
                .via(row -> row.getInt64("visits") + " " + row.getString("url")))
        .apply("WriteLines", TextIO.write().to(args[1]).withoutSharding());
    pipeline.run().waitUntilFinish();
  }

  private CountVisitsPerHour() {}
}
