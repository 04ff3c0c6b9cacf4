package io.footfall.transforms.stream;

import io.footfall.files.Destination;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCoder;
import io.footfall.report.RejectBatchFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/**
 * Writes the rejects of a stream into files in the format of src/docs/formats.md, section 2.3, a
 * batch at a time.
 *
 * <p>Nothing is duplicated: a batch is written once the runner guarantees the same batch after a
 * failure ({@link DoFn.RequiresStableInput}; on Flink, after the checkpoint that contains it). Its
 * file is named after its content, so that writing it again replaces it.
 */
public final class WriteRejects extends PTransform<PCollection<Reject>, PCollection<String>> {
  private static final int MOST_PER_FILE = 10_000;
  private static final Duration MOST_WAIT = Duration.standardSeconds(10);
  private static final int GROUPS = 64;

  private final String folder;
  private final String dataset;

  private WriteRejects(String folder, String dataset) {
    this.folder = folder;
    this.dataset = dataset;
  }

  /**
   * Returns a transform that writes to this directory.
   *
   * @param dataset the dataset's name, for the names of files
   */
  public static WriteRejects to(String folder, String dataset) {
    return new WriteRejects(folder, dataset);
  }

  @Override
  public PCollection<String> expand(PCollection<Reject> rejects) {
    return rejects
        .apply(
            "IntoBatches",
            Window.<Reject>into(new GlobalWindows())
                .triggering(
                    Repeatedly.forever(
                        AfterFirst.of(
                            AfterPane.elementCountAtLeast(MOST_PER_FILE),
                            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(MOST_WAIT))))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(
            "KeyByGroup", WithKeys.of(WriteRejects::group).withKeyType(TypeDescriptors.integers()))
        .setCoder(KvCoder.of(VarIntCoder.of(), RejectCoder.of()))
        .apply("GroupRejects", GroupByKey.create())
        .apply("WriteFiles", ParDo.of(new WriteFiles(folder, dataset)))
        .setCoder(StringUtf8Coder.of());
  }

  /**
   * Rejects of one shard or file stay together; a key per file would stay in the state
   * indefinitely.
   */
  private static int group(Reject reject) {
    return Math.floorMod(reject.source().hashCode(), GROUPS);
  }

  private static final class WriteFiles extends DoFn<KV<Integer, Iterable<Reject>>, String> {
    private final String folder;
    private final String dataset;

    WriteFiles(String folder, String dataset) {
      this.folder = folder;
      this.dataset = dataset;
    }

    @RequiresStableInput
    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<Reject>> batch, OutputReceiver<String> out)
        throws IOException {
      List<Reject> rejects = new ArrayList<>();
      batch.getValue().forEach(rejects::add);
      if (!rejects.isEmpty()) {
        out.output(
            new Destination(folder).write(() -> RejectBatchFile.write(rejects, dataset, folder)));
      }
    }
  }
}
