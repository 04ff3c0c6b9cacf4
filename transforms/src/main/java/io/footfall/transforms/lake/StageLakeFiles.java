package io.footfall.transforms.lake;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.StagedFile;
import io.footfall.lake.StagedFileWriter;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import java.io.IOException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes row groups by day, which {@link io.footfall.lake.DayRowGroups} made where the records were
 * read, into complete files under temporary names. Row groups are copied unchanged. Emits parts for
 * the commit, which seals them.
 */
public final class StageLakeFiles
    extends PTransform<PCollection<KV<Long, byte[]>>, PCollection<KV<Long, byte[]>>> {
  private final Dataset<?> dataset;
  private final LakeTarget target;

  private StageLakeFiles(Dataset<?> dataset, LakeTarget target) {
    this.dataset = dataset;
    this.target = target;
  }

  /** Returns a transform for the files of a batch. */
  public static StageLakeFiles of(Dataset<?> dataset, LakeTarget target) {
    return new StageLakeFiles(dataset, target);
  }

  @Override
  public PCollection<KV<Long, byte[]>> expand(PCollection<KV<Long, byte[]>> rowGroups) {
    return rowGroups
        .apply("GroupByDay", GroupByKey.create())
        .apply("WriteFiles", ParDo.of(new WriteFiles(dataset, target)))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
  }

  private static final class WriteFiles extends DoFn<KV<Long, Iterable<byte[]>>, KV<Long, byte[]>> {
    private final Dataset<?> dataset;
    private final LakeTarget target;

    WriteFiles(Dataset<?> dataset, LakeTarget target) {
      this.dataset = dataset;
      this.target = target;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Long, Iterable<byte[]>> day, OutputReceiver<KV<Long, byte[]>> out)
        throws IOException {
      StagedFileWriter writer =
          new StagedFileWriter(
              dataset.lake().schema(),
              target,
              Math.toIntExact(day.getKey()),
              file -> out.output(part(file)));
      try (ChunkReader reader = new ChunkReader()) {
        for (byte[] chunk : day.getValue()) {
          writer.append(reader.entries(chunk));
        }
      }
      writer.finish();
    }

    private static KV<Long, byte[]> part(StagedFile file) {
      return KV.of(0L, ReportPart.of(ReportPart.Kind.LAKE_FILE, file.pack()));
    }
  }
}
