package io.footfall.transforms.visits;

import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.transforms.report.SummarizeFiles;
import io.footfall.visits.VisitsDataset;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Turns files of visits into a committed visits report (src/docs/formats.md, section 2.1): {@link
 * SummarizeFiles} for visits, with its guarantees. Emits the path of {@code run.json}.
 *
 * <p>The numbers are those of {@link ParseVisits} followed by {@link CountVisitsPerUrl}, {@link
 * CountUniqueUsers} and {@link FindMostVisitedUrl}, at a fraction of the cost: records are never
 * elements.
 */
public final class SummarizeVisits extends PTransform<PCollection<FileSlice>, PCollection<String>> {
  private final ReportTarget target;
  private final ZoneId zone;
  private final ReadSettings settings;
  private final int partitions;

  private SummarizeVisits(ReportTarget target, ZoneId zone, ReadSettings settings, int partitions) {
    this.target = target;
    this.zone = zone;
    this.settings = settings;
    this.partitions = partitions;
  }

  /** Returns a transform that writes the report to this target. */
  public static SummarizeVisits to(ReportTarget target) {
    return new SummarizeVisits(
        target, ZoneOffset.UTC, ReadSettings.defaults(), SummarizeFiles.DEFAULT_PARTITIONS);
  }

  /** Returns a copy with another time zone for timestamps without an offset. Default: UTC. */
  public SummarizeVisits withZone(ZoneId value) {
    return new SummarizeVisits(target, value, settings, partitions);
  }

  /** Returns a copy with other settings for reading. By default everything is detected. */
  public SummarizeVisits withSettings(ReadSettings value) {
    return new SummarizeVisits(target, zone, value, partitions);
  }

  /** Returns a copy with another number of partitions ({@link SummarizeFiles#withPartitions}). */
  public SummarizeVisits withPartitions(int value) {
    return new SummarizeVisits(target, zone, settings, value);
  }

  @Override
  public PCollection<String> expand(PCollection<FileSlice> slices) {
    return slices.apply(
        "SummarizeFiles",
        SummarizeFiles.of(new VisitsDataset(zone), settings, target).withPartitions(partitions));
  }
}
