package io.footfall.transforms.warehouse;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeFolder;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.LoadedBatch;
import io.footfall.warehouse.SetAsideFile;
import io.footfall.warehouse.Warehouse;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Loads sealed batches of a lake into a warehouse, Amazon Redshift or PostgreSQL. The elements are
 * IDs of batches; the output is the batches that this step has loaded.
 *
 * <p>It works in batch and streaming. A warehouse runs few transactions at a time, so one worker
 * loads the batches of a dataset, several in one transaction. An element that arrives again changes
 * nothing, because the ledger in the warehouse lists it. A batch that is not sealed is not loaded;
 * it may be sealed later.
 */
public final class LoadWarehouse extends PTransform<PCollection<String>, PCollection<LoadedBatch>> {
  private static final long MAX_BATCHES = 1000;

  /** Maximum time that a batch of a stream waits for others, to be loaded with them. */
  private static final Duration MAX_DELAY = Duration.standardSeconds(10);

  private final Warehouse warehouse;
  private final LoadSettings settings;
  private final Dataset<?> dataset;
  private final String lake;

  private LoadWarehouse(
      Warehouse warehouse, LoadSettings settings, Dataset<?> dataset, String lake) {
    this.warehouse = warehouse;
    this.settings = settings;
    this.dataset = dataset;
    this.lake = lake;
  }

  /**
   * Returns a transform that loads from a lake into a warehouse, whose tables must exist.
   *
   * @param lake the directory of the lake
   */
  public static LoadWarehouse into(Warehouse warehouse, Dataset<?> dataset, String lake) {
    return new LoadWarehouse(warehouse, LoadSettings.DEFAULT, dataset, lake);
  }

  /** Returns this transform with other settings, such as the role of Redshift or the schema. */
  public LoadWarehouse withSettings(LoadSettings value) {
    return new LoadWarehouse(warehouse, value, dataset, lake);
  }

  @Override
  public PCollection<LoadedBatch> expand(PCollection<String> batches) {
    GroupIntoBatches<String, String> gather = GroupIntoBatches.ofSize(MAX_BATCHES);
    if (batches.isBounded() == PCollection.IsBounded.UNBOUNDED) {
      gather = gather.withMaxBufferingDuration(MAX_DELAY);
    }
    return batches
        .apply("KeyByDataset", WithKeys.of(dataset.name()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("GatherBatches", gather)
        .apply("LoadBatches", ParDo.of(new Load(warehouse, settings, dataset, lake)))
        .setCoder(SerializableCoder.of(LoadedBatch.class));
  }

  static final class Load extends DoFn<KV<String, Iterable<String>>, LoadedBatch> {
    private final Warehouse warehouse;
    private final LoadSettings settings;
    private final Dataset<?> dataset;
    private final String lake;
    private final Counter rows = Metrics.counter(LoadWarehouse.class, "rows_loaded");
    private final Counter filesSetAside = Metrics.counter(LoadWarehouse.class, "files_set_aside");
    private transient @Nullable BatchLoader loader;

    Load(Warehouse warehouse, LoadSettings settings, Dataset<?> dataset, String lake) {
      this.warehouse = warehouse;
      this.settings = settings;
      this.dataset = dataset;
      this.lake = lake;
    }

    @Setup
    public void setup() {
      loader =
          new BatchLoader(
              warehouse,
              settings,
              new LoadListener() {
                @Override
                public void setAside(SetAsideFile file) {
                  filesSetAside.inc();
                }
              });
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<String>> batches, OutputReceiver<LoadedBatch> out) {
      Set<String> ids = new HashSet<>();
      batches.getValue().forEach(ids::add);
      LoadSummary summary =
          Objects.requireNonNull(loader).load(LakeFolder.of(lake, dataset.name()), dataset, ids);
      rows.inc(summary.rows());
      summary.loaded().forEach(out::output);
    }

    @Teardown
    public void teardown() {
      if (loader != null) {
        loader.close();
      }
    }
  }
}
