package io.footfall.transforms.visits;

import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.source.MessageReader;
import io.footfall.tokens.Fields;
import io.footfall.transforms.records.ParseRecords;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import io.footfall.visits.VisitParser;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Parses visits (src/docs/formats.md, section 1.1) from lines or messages: CSV without a header, or
 * JSON. Uses the tokenizer and the rules of reports of files.
 *
 * <p>Guarantees: every record is a {@link Visit} or a reject with the reason, never an exception; a
 * visit's timestamp is its own time, to the millisecond. A line or message may have several
 * records, one per line, and blank lines; a header line is an invalid record.
 *
 * <pre>{@code
 * ParsedRecords<Visit> parsed =
 *     lines.apply("ParseVisits", ParseVisits.ofLines().withZone(ZoneId.of("Europe/Berlin")));
 * parsed.getRecords().apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
 * }</pre>
 *
 * @param <InT> the message: a {@link String} or an array of bytes
 */
public final class ParseVisits<InT> extends PTransform<PCollection<InT>, ParsedRecords<Visit>> {
  private static final List<String> COLUMNS =
      List.of("user_id", "timestamp", "url", "page_view_duration");

  private final ZoneId zone;
  private final ReadSettings settings;
  private final String source;

  private ParseVisits(ZoneId zone, ReadSettings settings, String source) {
    this.zone = zone;
    this.settings = settings;
    this.source = source;
  }

  /** Returns a transform that parses lines of text, such as those of {@code TextIO}. */
  public static ParseVisits<String> ofLines() {
    return new ParseVisits<>(ZoneOffset.UTC, csv(COLUMNS), "lines");
  }

  /** Returns a transform that parses messages of UTF-8 text, such as those of a stream. */
  public static ParseVisits<byte[]> ofMessages() {
    return new ParseVisits<>(ZoneOffset.UTC, csv(COLUMNS), "messages");
  }

  private static ReadSettings csv(List<String> columns) {
    return ReadSettings.defaults().withEncoding(ReadSettings.Encoding.CSV).withoutHeader(columns);
  }

  /** Returns a copy with another time zone for timestamps without an offset. Default: UTC. */
  public ParseVisits<InT> withZone(ZoneId value) {
    return new ParseVisits<>(value, settings, source);
  }

  /**
   * Returns a copy for CSV with these columns in order, by the column names of src/docs/formats.md
   * (section 1.1) or their synonyms; columns with other names are skipped. {@code user_id,
   * timestamp, url, page_view_duration} by default.
   *
   * @throws io.footfall.errors.FootfallException if one of the first three is missing
   */
  public ParseVisits<InT> withColumns(String... names) {
    ReadSettings with = settings.withoutHeader(List.of(names));
    MessageReader.layout(VisitParser.SCHEMA, with);
    return new ParseVisits<>(zone, with, source);
  }

  /** Returns a copy with another CSV delimiter. Default: a comma. */
  public ParseVisits<InT> withDelimiter(char value) {
    return new ParseVisits<>(zone, settings.withDelimiter(value), source);
  }

  /**
   * Returns a copy that reads JSON objects with the column names of src/docs/formats.md (section
   * 1.1) or their synonyms, not CSV.
   */
  public ParseVisits<InT> withJson() {
    return new ParseVisits<>(zone, settings.withEncoding(ReadSettings.Encoding.JSON), source);
  }

  /** Returns a copy with another maximum record size, from 64 bytes to 512 MiB. Default: 1 MiB. */
  public ParseVisits<InT> withMaxRecordBytes(int value) {
    return new ParseVisits<>(zone, settings.withMaxRecordBytes(value), source);
  }

  /** Names where the records come from, in rejects and counts. */
  public ParseVisits<InT> withSource(String name) {
    return new ParseVisits<>(zone, settings, name);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("zone", zone.getId()).withLabel("Zone of timestamps without an offset"));
    builder.add(DisplayData.item("source", source).withLabel("Name of the source"));
  }

  @Override
  public ParsedRecords<Visit> expand(PCollection<InT> messages) {
    return messages.apply(
        "ParseRecords",
        ParseRecords.of(new VisitsDataset(zone), settings, source, new VisitForm()));
  }

  private static final class VisitForm implements ParseRecords.RecordForm<VisitRow, Visit> {
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
}
