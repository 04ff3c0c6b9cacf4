package io.footfall.postgres;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FirstStart;
import io.footfall.report.WindowSink;

/** Stands in for the class that needs the driver of PostgreSQL. */
public record PostgresSink(PostgresDatabase database) implements WindowSink {
  private static final long serialVersionUID = 1L;

  public PostgresSink {
    throw FirstStart.lacks("PostgreSQL");
  }

  @Override
  public String step() {
    return "UpsertWindows";
  }

  @Override
  public String option() {
    return "--sink";
  }

  @Override
  public boolean isAtomic() {
    return true;
  }

  @Override
  public Session open(Dataset<?> dataset) {
    throw FirstStart.lacks("PostgreSQL");
  }
}
