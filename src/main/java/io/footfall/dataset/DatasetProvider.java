package io.footfall.dataset;

import java.time.ZoneId;

/**
 * Provides one dataset to {@link Datasets}. An implementation has a public constructor without
 * parameters and is named in {@code META-INF/services/io.footfall.dataset.DatasetProvider}, so a
 * dataset is added by adding its package to the class path.
 */
public interface DatasetProvider {
  /**
   * Returns the dataset.
   *
   * @param zone the time zone of days and of timestamps without an offset
   */
  Dataset<?> in(ZoneId zone);
}
