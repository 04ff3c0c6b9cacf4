package io.footfall.transforms.lake;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Registers the sealed batches of a lake in a catalog, and emits the IDs of the batches unchanged.
 *
 * <p>Each bundle registers all batches that are sealed, whichever step or process sealed them. An
 * element that arrives again therefore changes nothing, and a failure is repaired by the retry or
 * by the next batch.
 */
public final class RegisterLake extends PTransform<PCollection<String>, PCollection<String>> {
  private final LakeCatalog catalog;
  private final LakeFolder folder;
  private final Dataset<?> dataset;

  private RegisterLake(LakeCatalog catalog, LakeFolder folder, Dataset<?> dataset) {
    this.catalog = catalog;
    this.folder = folder;
    this.dataset = dataset;
  }

  /**
   * Returns a transform that registers in this catalog.
   *
   * @param lake the directory of the lake
   */
  public static RegisterLake in(LakeCatalog catalog, Dataset<?> dataset, String lake) {
    return new RegisterLake(catalog, LakeFolder.of(lake, dataset.name()), dataset);
  }

  @Override
  public PCollection<String> expand(PCollection<String> batches) {
    return batches.apply("Register", ParDo.of(new Register(catalog, folder.path(), dataset)));
  }

  private static final class Register extends DoFn<String, String> {
    private final LakeCatalog catalog;
    private final String folder;
    private final Dataset<?> dataset;
    private transient boolean behind;

    Register(LakeCatalog catalog, String folder, Dataset<?> dataset) {
      this.catalog = catalog;
      this.folder = folder;
      this.dataset = dataset;
    }

    @ProcessElement
    public void processElement(@Element String batch, OutputReceiver<String> out) {
      behind = true;
      out.output(batch);
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      if (behind) {
        catalog.register(new LakeFolder(folder, dataset.name()), dataset.lake().schema());
        behind = false;
      }
    }
  }
}
