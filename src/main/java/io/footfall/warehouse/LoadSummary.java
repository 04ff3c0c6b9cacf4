package io.footfall.warehouse;

import java.util.List;

/**
 * What a load did.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param loaded the batches that were put in
 * @param loadedBefore how many batches were in the warehouse already
 * @param filesSetAsideBefore how many of the files of those are set aside
 * @param setAside the files that the warehouse would not take now
 */
public record LoadSummary(
    String dataset,
    List<LoadedBatch> loaded,
    long loadedBefore,
    long filesSetAsideBefore,
    List<SetAsideFile> setAside) {

  /** Copies the lists. */
  public LoadSummary {
    loaded = List.copyOf(loaded);
    setAside = List.copyOf(setAside);
  }

  /** How many rows were put in. */
  public long rows() {
    return loaded.stream().mapToLong(LoadedBatch::rows).sum();
  }
}
