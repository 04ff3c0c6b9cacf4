package io.footfall.pipelines.options;

import io.footfall.dataset.Datasets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names the dataset of the records. */
public interface DatasetOptions extends PipelineOptions {
  @Description("Dataset: ${datasets}.")
  @Listed(heading = Heading.INPUT, place = 20, value = "DATASET", fallback = "all")
  @Nullable String getDataset();

  void setDataset(@Nullable String value);

  /**
   * Returns the names of the datasets that a command works on: the one in {@code --dataset}, or
   * all.
   *
   * @throws io.footfall.errors.FootfallException if there is no such dataset
   */
  static List<String> names(DatasetOptions options) {
    String name = options.getDataset();
    return name == null ? Datasets.names() : List.of(Datasets.named(name, ZoneOffset.UTC).name());
  }

  /**
   * Returns the names of the datasets, and refuses options that have no effect on the dataset in
   * {@code --dataset}.
   *
   * @param values the typed options by name
   */
  static List<String> names(DatasetOptions options, Map<String, String> values, Problems problems) {
    List<String> names = problems.check(() -> names(options), List.of());
    if (options.getDataset() != null) {
      names.forEach(name -> removeUnused(name, values, problems));
    }
    return names;
  }

  /**
   * Refuses options that have no effect on a dataset, and removes them, so that no other check
   * reports them.
   *
   * @param values the typed options by name
   */
  static void removeUnused(String dataset, Map<String, String> values, Problems problems) {
    Set<String> unused = Datasets.named(dataset, ZoneOffset.UTC).unusedOptions();
    for (String option : List.copyOf(values.keySet())) {
      if (unused.contains(option)) {
        values.remove(option);
        problems.add("--" + option + " does not apply to " + dataset + ". Leave it out.");
      }
    }
  }
}
