package io.footfall.visits;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.DatasetProvider;
import java.time.ZoneId;

/** Provides {@link VisitsDataset}. */
public final class VisitsProvider implements DatasetProvider {
  /** Creates the provider for {@link java.util.ServiceLoader}. */
  public VisitsProvider() {}

  @Override
  public Dataset<?> in(ZoneId zone) {
    return new VisitsDataset(zone);
  }
}
