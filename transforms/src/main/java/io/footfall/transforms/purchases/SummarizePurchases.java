package io.footfall.transforms.purchases;

import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.transforms.report.SummarizeFiles;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Turns files of purchases into a committed purchases report (src/docs/formats.md, section 2.2):
 * {@link SummarizeFiles} for purchases, with its guarantees. Emits the path of {@code run.json}.
 *
 * <p>The numbers are those of {@link ParsePurchases} followed by {@link
 * SumPurchases#perDayAndCustomer}, at a fraction of the cost: records are never elements.
 */
public final class SummarizePurchases
    extends PTransform<PCollection<FileSlice>, PCollection<String>> {
  private final ReportTarget target;
  private final ZoneId zone;
  private final ReadSettings settings;
  private final int partitions;

  private SummarizePurchases(
      ReportTarget target, ZoneId zone, ReadSettings settings, int partitions) {
    this.target = target;
    this.zone = zone;
    this.settings = settings;
    this.partitions = partitions;
  }

  /** Returns a transform that writes the report to this target. */
  public static SummarizePurchases to(ReportTarget target) {
    return new SummarizePurchases(
        target, ZoneOffset.UTC, ReadSettings.defaults(), SummarizeFiles.DEFAULT_PARTITIONS);
  }

  /**
   * Returns a copy with another time zone for the day of a purchase and for timestamps without an
   * offset. Default: UTC.
   */
  public SummarizePurchases withZone(ZoneId value) {
    return new SummarizePurchases(target, value, settings, partitions);
  }

  /** Returns a copy with other settings for reading. By default everything is detected. */
  public SummarizePurchases withSettings(ReadSettings value) {
    return new SummarizePurchases(target, zone, value, partitions);
  }

  /** Returns a copy with another number of partitions ({@link SummarizeFiles#withPartitions}). */
  public SummarizePurchases withPartitions(int value) {
    return new SummarizePurchases(target, zone, settings, value);
  }

  @Override
  public PCollection<String> expand(PCollection<FileSlice> slices) {
    return slices.apply(
        "SummarizeFiles",
        SummarizeFiles.of(new PurchasesDataset(zone), settings, target).withPartitions(partitions));
  }
}
