package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCoder;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowResultCoder;
import io.footfall.source.MessageReader;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.stream.StreamMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapValues;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Turns the messages of a stream into the reports of its windows: parse, check lateness and fold
 * within the bundle; merge per window and partition; combine the partitions. Parser, aggregates and
 * tables are those of files.
 *
 * <p>Guarantees: every record of every message is in the report of its window, or is a reject; both
 * are counted in the same state, so the counts of all windows add up to the records read, on any
 * runner and after any failure that the runner recovers from. The last pane of a window equals a
 * report of files with the same records.
 */
public final class SummarizeMessages extends PTransform<PCollection<RecordBlock>, WindowReports> {
  /** Default number of key partitions of a window. */
  public static final int DEFAULT_PARTITIONS = 1;

  private final Dataset<?> dataset;
  private final ReadSettings settings;
  private final EventTimeWindows windows;
  private final int partitions;
  private final boolean deduplicating;
  private final boolean keeping;

  private SummarizeMessages(
      Dataset<?> dataset,
      ReadSettings settings,
      EventTimeWindows windows,
      int partitions,
      boolean deduplicating,
      boolean keeping) {
    this.dataset = dataset;
    this.settings = settings;
    this.windows = windows;
    this.partitions = partitions;
    this.deduplicating = deduplicating;
    this.keeping = keeping;
  }

  /**
   * Reports of a dataset.
   *
   * @param settings how messages are written: JSON, or CSV without a header
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one that the dataset
   *     needs
   */
  public static SummarizeMessages of(
      Dataset<?> dataset, ReadSettings settings, EventTimeWindows windows) {
    MessageReader.layout(dataset.schema(), settings);
    return new SummarizeMessages(dataset, settings, windows, DEFAULT_PARTITIONS, false, false);
  }

  /**
   * Returns a copy with this number of key partitions per window, each merged by one worker. With
   * one, an early pane shows one moment; with more, its parts can differ by a few bundles. The last
   * pane is the same.
   */
  public SummarizeMessages withPartitions(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("partitions: " + value + "; expected at least 1");
    }
    return new SummarizeMessages(dataset, settings, windows, value, deduplicating, keeping);
  }

  /**
   * Returns a copy that counts duplicates within a window once, by {@link
   * Dataset#deduplicationKey}: the first to arrive. The others are duplicates in the accounting.
   * The state of an open window has 16 bytes per record.
   */
  public SummarizeMessages withDeduplication() {
    return new SummarizeMessages(dataset, settings, windows, partitions, true, keeping);
  }

  /**
   * Returns a copy that also emits the counted records for a lake: {@link
   * WindowReports#getRecords}. A record with a number that the lake cannot hold is rejected.
   */
  public SummarizeMessages withRecords() {
    return new SummarizeMessages(dataset, settings, windows, partitions, deduplicating, true);
  }

  @Override
  public WindowReports expand(PCollection<RecordBlock> messages) {
    return expand(messages, dataset);
  }

  private <R> WindowReports expand(PCollection<RecordBlock> messages, Dataset<R> typed) {
    PartitionKeys keys = new PartitionKeys(partitions);
    StreamMetrics metrics = new StreamMetrics();
    PCollectionTuple folded =
        messages.apply(
            "FoldRecords",
            ParDo.of(
                    new FoldRecords<>(
                        typed,
                        settings,
                        keeping,
                        null,
                        () ->
                            new UnboundedFold<>(
                                typed, windows, keys, deduplicating, keeping, metrics),
                        null))
                .withOutputTags(
                    FoldRecords.PARTIALS,
                    TupleTagList.of(FoldRecords.REJECTS)
                        .and(FoldRecords.RECORDS)
                        .and(FoldRecords.LAKE)));
    KvCoder<Long, byte[]> coder = KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of());
    PCollection<KV<Long, byte[]>> partials =
        folded.get(FoldRecords.PARTIALS).setCoder(coder).apply("IntoWindows", windows.into());
    PCollection<KV<Long, byte[]>> records = folded.get(FoldRecords.RECORDS).setCoder(coder);
    PCollection<KV<Long, byte[]>> kept = folded.get(FoldRecords.LAKE).setCoder(coder);
    if (deduplicating) {
      PCollectionTuple once =
          records
              .apply("RecordsIntoWindows", windows.into())
              .apply(
                  "DropDuplicates",
                  ParDo.of(new DropDuplicates<>(typed, keys, keeping))
                      .withOutputTags(DropDuplicates.PARTIALS, TupleTagList.of(FoldRecords.LAKE)));
      partials =
          PCollectionList.of(partials)
              .and(once.get(DropDuplicates.PARTIALS).setCoder(coder))
              .apply("AllPartials", Flatten.pCollections());
      // The lake gets the counts of what was not good from the fold, and all else from here.
      kept =
          PCollectionList.of(kept)
              .and(
                  once.get(FoldRecords.LAKE)
                      .setCoder(coder)
                      .apply(
                          "RecordsOutOfWindows",
                          Window.<KV<Long, byte[]>>into(new GlobalWindows())
                              .triggering(DefaultTrigger.of())
                              .withAllowedLateness(org.joda.time.Duration.ZERO)
                              .discardingFiredPanes()))
              .apply("AllRecords", Flatten.pCollections());
    }
    PCollection<KV<Long, PartitionPane>> panes =
        partials
            .apply("CombinePartials", Combine.perKey(new CompactPartials<>(typed)))
            .apply(
                "MergePartials",
                ParDo.of(
                    new MergePartials<PartitionPane>(
                        typed,
                        null,
                        false,
                        (key, window, pane, merged, out) ->
                            out.accept(
                                KV.of(
                                    ((IntervalWindow) window).start().getMillis(),
                                    PartitionPane.of(
                                        keys.partition(key),
                                        pane.getIndex(),
                                        merged.counts(),
                                        merged.parts()))))))
            .setCoder(KvCoder.of(VarLongCoder.of(), PartitionPaneCoder.of()));
    PCollection<KV<Long, List<PartitionPane>>> gathered =
        partitions == 1
            ? panes
                .apply(
                    "OnlyPartition",
                    MapValues.into(new TypeDescriptor<List<PartitionPane>>() {})
                        .via((PartitionPane pane) -> List.of(pane)))
                .setCoder(KvCoder.of(VarLongCoder.of(), LatestPanes.CODER))
            : panes
                .apply("GatherPartitions", windows.gathered())
                .apply("CombinePartitions", Combine.perKey(new LatestPanes()));
    PCollection<WindowResult> reports =
        gathered
            .apply("ReportWindow", ParDo.of(new ReportWindow(typed)))
            .setCoder(WindowResultCoder.of());
    return new WindowReports(
        reports, folded.get(FoldRecords.REJECTS).setCoder(RejectCoder.of()), kept);
  }

  /** Puts the partitions of a window together. */
  private static final class ReportWindow
      extends DoFn<KV<Long, List<PartitionPane>>, WindowResult> {
    private final Dataset<?> dataset;

    ReportWindow(Dataset<?> dataset) {
      this.dataset = dataset;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Long, List<PartitionPane>> partitions,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<WindowResult> out) {
      if (partitions.getValue().isEmpty()) {
        // As in AggregateByPartition.merge: it must not replace the pane that has everything.
        return;
      }
      NavigableMap<String, SourceCounts> counts = new TreeMap<>();
      List<byte[]> parts = new ArrayList<>();
      partitions.getValue().forEach(partition -> partition.unpack(counts, parts));
      IntervalWindow interval = (IntervalWindow) window;
      out.output(
          WindowResult.of(
              dataset,
              interval.start().getMillis(),
              interval.end().getMillis(),
              pane.getIndex(),
              pane.isLast(),
              counts,
              parts));
    }
  }
}
