package io.footfall.transforms.visits;

import io.footfall.dataset.Dataset;
import io.footfall.reading.Layout;
import io.footfall.tokens.Fields;
import io.footfall.transforms.records.ParseRecords;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.time.ZoneId;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * Creates transforms that parse visits (src/docs/formats.md, section 1.1) from lines or messages,
 * which are CSV without a header, or JSON. {@link ParseRecords} describes options and results.
 *
 * <pre>{@code
 * ParsedRecords<Visit> parsed =
 *     lines.apply("ParseVisits", ParseVisits.ofLines().withZone(ZoneId.of("Europe/Berlin")));
 * parsed.getRecords().apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
 * }</pre>
 */
public final class ParseVisits implements ParseRecords.RecordForm<VisitRow, Visit> {
  private static final List<String> COLUMNS =
      List.of("user_id", "timestamp", "url", "page_view_duration");

  private ParseVisits() {}

  /** Returns a transform that parses lines of text, such as those of {@code TextIO}. */
  public static ParseRecords<String, VisitRow, Visit> ofLines() {
    return ParseRecords.ofLines(new ParseVisits(), COLUMNS);
  }

  /** Returns a transform that parses messages of UTF-8 text, such as those of a stream. */
  public static ParseRecords<byte[], VisitRow, Visit> ofMessages() {
    return ParseRecords.ofMessages(new ParseVisits(), COLUMNS);
  }

  @Override
  public Dataset<VisitRow> dataset(ZoneId zone) {
    return new VisitsDataset(zone);
  }

  @Override
  public Visit record(VisitRow row, Fields fields, Layout layout) {
    return row.toVisit();
  }

  @Override
  public long epochMicros(Visit visit) {
    return visit.epochMicros();
  }

  @Override
  public Coder<Visit> coder() {
    return VisitCoder.of();
  }
}
