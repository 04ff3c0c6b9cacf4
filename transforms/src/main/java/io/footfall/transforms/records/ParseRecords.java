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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
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
 * Parses lines or messages of a dataset into records, with the tokenizer and the parser that the
 * files of a report are read with. {@code ParseVisits} and {@code ParsePurchases} are this for
 * their dataset.
 *
 * <p>Guarantees: an invalid record is a {@link Reject} with the reason, never an exception, and
 * costs no other; every record read is counted, as good or as rejected.
 *
 * @param <InT> the message: a {@link String} or an array of bytes
 * @param <R> the row of the dataset
 * @param <T> the record
 */
public final class ParseRecords<InT, R, T> extends PTransform<PCollection<InT>, ParsedRecords<T>> {
  static final TupleTag<Reject> REJECTS = new TupleTag<>("rejects") {};
  static final TupleTag<KV<String, SourceCounts>> COUNTS = new TupleTag<>("counts") {};

  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final String source;
  private final RecordForm<R, T> form;

  /** Makes a dataset's record from parsed fields. */
  public interface RecordForm<R, T> extends Serializable {
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

  private ParseRecords(
      Dataset<R> dataset, ReadSettings settings, String source, RecordForm<R, T> form) {
    this.dataset = dataset;
    this.settings = settings;
    this.source = source;
    this.form = form;
  }

  /**
   * Parses messages of a dataset.
   *
   * @param settings their format: JSON, or CSV without a header
   * @param source name of the source in rejects and counts
   * @param form makes the records
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one that the dataset
   *     needs
   */
  public static <InT, R, T> ParseRecords<InT, R, T> of(
      Dataset<R> dataset, ReadSettings settings, String source, RecordForm<R, T> form) {
    MessageReader.layout(dataset.schema(), settings);
    return new ParseRecords<>(dataset, settings, source, form);
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
      this.dataset = of.dataset;
      this.settings = of.settings;
      this.source = of.source;
      this.form = of.form;
      this.records = records;
    }

    /** The objects that do the work, made once. */
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
    @SuppressWarnings("deprecation") // Beam has no replacement.
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
