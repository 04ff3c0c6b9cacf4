package io.footfall.warehouse;

import java.util.List;

/**
 * The outcome of a load.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param loaded the batches that this load added
 * @param loadedBefore number of batches that were loaded before
 * @param filesSetAsideBefore number of their files that are set aside
 * @param setAside the files that the warehouse refused during this load
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

  /** Returns the number of inserted rows. */
  public long rows() {
    return loaded.stream().mapToLong(LoadedBatch::rows).sum();
  }
}
