package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.time.Duration;
import java.util.Optional;

/** Checks that the warehouse of a run has its tables, of a version that this Footfall can load. */
final class WarehouseVersion implements Check {
  @Override
  public String subject() {
    return "warehouse";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    Optional<String> url = plan.option("warehouse");
    if (url.isEmpty() || plan.dataset().isEmpty()) {
      return Optional.empty();
    }
    try {
      Warehouse warehouse = new Warehouse(url.get(), WarehouseLogin.OF_ENVIRONMENT);
      try (BatchLoader loader =
          new BatchLoader(
              warehouse,
              LoadSettings.DEFAULT.withRetries(1, Duration.ofMillis(1)),
              LoadListener.SILENT)) {
        int version = loader.checkTables(plan.dataset().get());
        return Finding.ok(
            warehouse
                + (version == 0
                    ? " has tables without a version; the next load records it"
                    : " has tables of version " + version));
      }
    } catch (FootfallException e) {
      return plan.cluster().isPresent() && e.kind() == Kind.IO
          ? Finding.warning(e.getMessage() + " The workers may have other credentials.")
          : Finding.refused(e.kind(), String.valueOf(e.getMessage()));
    }
  }
}
