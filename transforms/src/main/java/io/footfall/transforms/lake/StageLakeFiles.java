package io.footfall.transforms.lake;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.StagedFile;
import io.footfall.lake.StagedFileWriter;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Writes row groups by day, which {@link io.footfall.lake.DayRowGroups} encoded where the records
 * were read, into complete files under temporary names. Row groups are copied unchanged. Emits
 * parts for the commit, which seals them.
 */
public final class StageLakeFiles
    extends PTransform<PCollection<KV<Long, byte[]>>, PCollection<KV<Long, byte[]>>> {
  /**
   * Limits the number of keys, because one costs the DirectRunner as much as writing a small file.
   */
  private static final int GROUPS = 8;

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

  /**
   * Returns an element of the input.
   *
   * @param chunk a row group of {@link io.footfall.lake.DayRowGroups}, or a reference to one
   */
  public static KV<Long, byte[]> element(int epochDay, byte[] chunk) {
    ByteOutput value = new ByteOutput(chunk.length + Integer.BYTES);
    value.writeInt(epochDay);
    value.write(chunk);
    return KV.of((long) Math.floorMod(epochDay, GROUPS), value.toByteArray());
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
        @Element KV<Long, Iterable<byte[]>> group, OutputReceiver<KV<Long, byte[]>> out)
        throws IOException {
      Map<Integer, List<byte[]>> days = new TreeMap<>();
      for (byte[] value : group.getValue()) {
        days.computeIfAbsent(ByteSlices.intAt(value, 0), day -> new ArrayList<>())
            .add(Arrays.copyOfRange(value, Integer.BYTES, value.length));
      }
      try (ChunkReader reader = new ChunkReader()) {
        for (Map.Entry<Integer, List<byte[]>> day : days.entrySet()) {
          StagedFileWriter writer =
              new StagedFileWriter(
                  dataset.lake().schema(), target, day.getKey(), file -> out.output(part(file)));
          for (byte[] chunk : day.getValue()) {
            writer.append(reader.entries(chunk));
          }
          writer.finish();
        }
      }
    }

    private static KV<Long, byte[]> part(StagedFile file) {
      return KV.of(0L, ReportPart.of(ReportPart.Kind.LAKE_FILE, file.pack()));
    }
  }
}
