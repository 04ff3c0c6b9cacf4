package io.footfall.searches;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.DatasetProvider;
import java.time.ZoneId;

/** Provides {@link SearchesDataset}. */
public final class SearchesProvider implements DatasetProvider {
  @Override
  public Dataset<?> in(ZoneId zone) {
    return new SearchesDataset(zone);
  }
}
