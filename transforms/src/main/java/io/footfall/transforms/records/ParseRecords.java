package io.footfall.transforms.records;

import io.footfall.accounting.SourceCounts;
import io.footfall.accounting.SourceCountsCoder;
import io.footfall.dataset.Dataset;
import io.footfall.reading.Layout;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectCoder;
import io.footfall.source.MessageReader;
import io.footfall.tokens.Fields;
import io.footfall.transforms.aggregate.WindowedFold;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Parses lines or messages of a dataset into records, with the tokenizer and the parser that also
 * read the files of a report. {@code ParseVisits} and {@code ParsePurchases} name the forms of
 * their datasets.
 *
 * <p>Guarantees: an invalid record is a {@link Reject} with the reason, never an exception, and
 * does not affect others; every record read is counted, as ok or as rejected; a record's timestamp
 * is its own time, to the millisecond. A line or message may have several records, one per line,
 * and blank lines; a header line is an invalid record.
 *
 * @param <InT> the message: a {@link String} or an array of bytes
 * @param <R> the row of the dataset
 * @param <T> the record
 */
public final class ParseRecords<InT, R, T> extends PTransform<PCollection<InT>, ParsedRecords<T>> {
  static final TupleTag<Reject> REJECTS = new TupleTag<>("rejects") {};
  static final TupleTag<KV<String, SourceCounts>> COUNTS = new TupleTag<>("counts") {};

  private final RecordForm<R, T> form;
  private final ZoneId zone;
  private final ReadSettings settings;
  private final String source;

  /** Creates a dataset's record from parsed fields. */
  public interface RecordForm<R, T> extends Serializable {
    /** Returns the dataset, with days and timestamps of a zone. */
    Dataset<R> dataset(ZoneId zone);

    /**
     * Returns the record.
     *
     * @param row the parsed row
     * @param fields all fields of the record, for values that the row omits
     * @param layout maps columns to fields
     */
    T record(R row, Fields fields, Layout layout);

    /** Returns the event time in microseconds since the epoch. */
    long epochMicros(T record);

    /** Encodes the record. */
    Coder<T> coder();
  }

  private ParseRecords(RecordForm<R, T> form, ZoneId zone, ReadSettings settings, String source) {
    this.form = form;
    this.zone = zone;
    this.settings = settings;
    this.source = source;
  }

  /**
   * Returns a transform that parses lines of text, such as those of {@code TextIO}.
   *
   * @param form creates the records
   * @param columns the columns of CSV in order
   */
  public static <R, T> ParseRecords<String, R, T> ofLines(
      RecordForm<R, T> form, List<String> columns) {
    return new ParseRecords<>(form, ZoneOffset.UTC, csv(columns), "lines");
  }

  /**
   * Returns a transform that parses messages of UTF-8 text, such as those of a stream.
   *
   * @param form creates the records
   * @param columns the columns of CSV in order
   */
  public static <R, T> ParseRecords<byte[], R, T> ofMessages(
      RecordForm<R, T> form, List<String> columns) {
    return new ParseRecords<>(form, ZoneOffset.UTC, csv(columns), "messages");
  }

  private static ReadSettings csv(List<String> columns) {
    return ReadSettings.defaults().withEncoding(ReadSettings.Encoding.CSV).withoutHeader(columns);
  }

  /**
   * Returns a copy with another time zone for days and for timestamps without an offset. Default:
   * UTC.
   */
  public ParseRecords<InT, R, T> withZone(ZoneId value) {
    return new ParseRecords<>(form, value, settings, source);
  }

  /**
   * Returns a copy for CSV with these columns in order, by the column names of the dataset
   * (src/docs/formats.md, section 1) or their synonyms; columns with other names are skipped. By
   * default all columns of the dataset.
   *
   * @throws io.footfall.errors.FootfallException if a required column is missing
   */
  public ParseRecords<InT, R, T> withColumns(String... names) {
    ReadSettings with = settings.withoutHeader(List.of(names));
    MessageReader.layout(form.dataset(zone).schema(), with);
    return new ParseRecords<>(form, zone, with, source);
  }

  /** Returns a copy with another CSV delimiter. Default: a comma. */
  public ParseRecords<InT, R, T> withDelimiter(char value) {
    return new ParseRecords<>(form, zone, settings.withDelimiter(value), source);
  }

  /**
   * Returns a copy that reads JSON objects with the column names of the dataset or their synonyms,
   * not CSV.
   */
  public ParseRecords<InT, R, T> withJson() {
    return new ParseRecords<>(
        form, zone, settings.withEncoding(ReadSettings.Encoding.JSON), source);
  }

  /** Returns a copy with another maximum record size, from 64 bytes to 512 MiB. Default: 1 MiB. */
  public ParseRecords<InT, R, T> withMaxRecordBytes(int value) {
    return new ParseRecords<>(form, zone, settings.withMaxRecordBytes(value), source);
  }

  /** Sets the name of the source in rejects and counts. */
  public ParseRecords<InT, R, T> withSource(String name) {
    return new ParseRecords<>(form, zone, settings, name);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("zone", zone.getId()).withLabel("Zone of timestamps without an offset"));
    builder.add(DisplayData.item("source", source).withLabel("Name of the source"));
  }

  @Override
  public ParsedRecords<T> expand(PCollection<InT> messages) {
    TupleTag<T> records = new TupleTag<>("records");
    PCollectionTuple parsed =
        messages.apply(
            "ParseMessages",
            ParDo.of(new ParseMessages<InT, R, T>(this, records))
                .withOutputTags(records, TupleTagList.of(REJECTS).and(COUNTS)));
    return new ParsedRecords<>(
        records,
        parsed.get(records).setCoder(form.coder()),
        parsed.get(REJECTS).setCoder(RejectCoder.of()),
        parsed.get(COUNTS).setCoder(KvCoder.of(StringUtf8Coder.of(), SourceCountsCoder.of())));
  }

  private static final class ParseMessages<InT, R, T> extends DoFn<InT, T> {
    private final Dataset<R> dataset;
    private final ReadSettings settings;
    private final String source;
    private final RecordForm<R, T> form;
    private final TupleTag<T> records;

    private transient @Nullable Parsing<R> parsing;
    private transient Map<BoundedWindow, Counts> counts = new HashMap<>();

    ParseMessages(ParseRecords<InT, R, T> of, TupleTag<T> records) {
      this.dataset = of.form.dataset(of.zone);
      this.settings = of.settings;
      this.source = of.source;
      this.form = of.form;
      this.records = records;
    }

    /** Objects that are created once and reused. */
    private static final class Parsing<R> {
      private final MessageReader messages;
      private final RecordReader<R> records;

      Parsing(Dataset<R> dataset, ReadSettings settings) {
        messages = new MessageReader(dataset.schema(), settings);
        records = RecordReader.of(dataset, messages, settings);
      }
    }

    /** The counts of one window, and the latest timestamp among them. */
    private static final class Counts {
      private final SourceCounts counts = new SourceCounts();
      private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    /**
     * Permits any skew: the event time of a record can be long before that of its message. The
     * source and the windows downstream decide how late it is.
     */
    @Override
    @SuppressWarnings("deprecation") // Beam offers no replacement.
    public Duration getAllowedTimestampSkew() {
      return WindowedFold.ANY_SKEW;
    }

    @StartBundle
    public void startBundle() {
      if (parsing == null) {
        parsing = new Parsing<>(dataset, settings);
      }
      counts = new HashMap<>();
    }

    @ProcessElement
    public void processElement(
        @Element InT message,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        MultiOutputReceiver out) {
      Counts counted = counts.computeIfAbsent(window, w -> new Counts());
      if (timestamp.isAfter(counted.timestamp)) {
        counted.timestamp = timestamp;
      }
      byte[] bytes =
          message instanceof String line ? line.getBytes(StandardCharsets.UTF_8) : (byte[]) message;
      parse(bytes, counted.counts, out);
    }

    private void parse(byte[] message, SourceCounts counted, MultiOutputReceiver out) {
      Parsing<R> with = Objects.requireNonNull(parsing);
      MessageReader messages = with.messages;
      RecordReader<R> records = with.records;
      messages.open(message);
      while (records.next()) {
        counted.read++;
        RejectCode fault = records.fault();
        if (fault == null) {
          T record = form.record(records.row(), records.fields(), messages.layout());
          Instant time = Instant.ofEpochMilli(Math.floorDiv(form.epochMicros(record), 1000));
          out.get(this.records).outputWithTimestamp(record, time);
          counted.ok++;
        } else {
          counted.reject(fault);
          out.get(REJECTS)
              .output(
                  records.reject(
                      Origin.in(
                          source,
                          messages.recordOffset(),
                          messages.recordLine(),
                          System.currentTimeMillis())));
        }
      }
      counted.blankLines += messages.blankLines();
      counted.bytes += message.length;
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      counts.forEach(
          (window, counted) ->
              context.output(COUNTS, KV.of(source, counted.counts), counted.timestamp, window));
      counts = new HashMap<>();
    }
  }
}
