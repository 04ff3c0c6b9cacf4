package io.footfall.transforms.warehouse;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeFolder;
import io.footfall.parquet.ParquetSchema;
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
 * Loads sealed batches of a lake into Amazon Redshift, or into PostgreSQL: the elements are ids of
 * batches, and what comes out are the batches that this step has put in.
 *
 * <p>In batch and in streams. A warehouse takes few transactions at a time, so that the batches of
 * a dataset are loaded by one worker, several in one transaction. An element that comes again
 * changes nothing: the ledger in the warehouse has it. A batch that is not sealed is not loaded; it
 * may come later.
 */
public final class LoadRedshift extends PTransform<PCollection<String>, PCollection<LoadedBatch>> {
  private static final long MOST_TOGETHER = 1000;

  private final Warehouse warehouse;
  private final LoadSettings settings;
  private final LakeFolder lake;
  private final ParquetSchema schema;
  private final Duration gathering;

  private LoadRedshift(
      Warehouse warehouse,
      LoadSettings settings,
      LakeFolder lake,
      ParquetSchema schema,
      Duration gathering) {
    this.warehouse = warehouse;
    this.settings = settings;
    this.lake = lake;
    this.schema = schema;
    this.gathering = gathering;
  }

  /**
   * From this lake into this warehouse, whose tables must be there.
   *
   * @param lake the folder of the lake
   */
  public static LoadRedshift into(Warehouse warehouse, Dataset<?> dataset, String lake) {
    return new LoadRedshift(
        warehouse,
        LoadSettings.DEFAULT,
        LakeFolder.of(lake, dataset.schema().dataset()),
        dataset.lake().schema(),
        Duration.standardSeconds(10));
  }

  /** With these settings: the role of Redshift, the schema, how rows are put in. */
  public LoadRedshift withSettings(LoadSettings value) {
    return new LoadRedshift(warehouse, value, lake, schema, gathering);
  }

  /** In a stream: how long a batch waits for others to be loaded together. */
  public LoadRedshift withGathering(Duration value) {
    return new LoadRedshift(warehouse, settings, lake, schema, value);
  }

  @Override
  public PCollection<LoadedBatch> expand(PCollection<String> batches) {
    GroupIntoBatches<String, String> together = GroupIntoBatches.ofSize(MOST_TOGETHER);
    if (batches.isBounded() == PCollection.IsBounded.UNBOUNDED) {
      together = together.withMaxBufferingDuration(gathering);
    }
    return batches
        .apply("KeyByDataset", WithKeys.of(lake.dataset()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("GatherBatches", together)
        .apply("LoadBatches", ParDo.of(new Load(warehouse, settings, lake, schema)))
        .setCoder(SerializableCoder.of(LoadedBatch.class));
  }

  static final class Load extends DoFn<KV<String, Iterable<String>>, LoadedBatch> {
    private final Warehouse warehouse;
    private final LoadSettings settings;
    private final String path;
    private final String dataset;
    private final ParquetSchema schema;
    private final Counter rows = Metrics.counter(LoadRedshift.class, "rows_loaded");
    private final Counter filesSetAside = Metrics.counter(LoadRedshift.class, "files_set_aside");
    private transient @Nullable BatchLoader loader;

    Load(Warehouse warehouse, LoadSettings settings, LakeFolder lake, ParquetSchema schema) {
      this.warehouse = warehouse;
      this.settings = settings;
      path = lake.path();
      dataset = lake.dataset();
      this.schema = schema;
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
          Objects.requireNonNull(loader).load(new LakeFolder(path, dataset), schema, ids);
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
