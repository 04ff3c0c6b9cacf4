package io.footfall.purchases;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.DatasetProvider;
import java.time.ZoneId;

/** Provides {@link PurchasesDataset}. */
public final class PurchasesProvider implements DatasetProvider {
  /** Creates the provider for {@link java.util.ServiceLoader}. */
  public PurchasesProvider() {}

  @Override
  public Dataset<?> in(ZoneId zone) {
    return new PurchasesDataset(zone);
  }
}
