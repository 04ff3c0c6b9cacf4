package io.footfall.warehouse;

import java.time.Duration;
import java.util.List;

/** Receives the progress of a load. */
public interface LoadListener {
  /** Tells nobody. */
  LoadListener SILENT = new LoadListener() {};

  /** These batches are in: their transaction is committed. */
  default void loaded(List<LoadedBatch> batches) {}

  /** A file is set aside. */
  default void setAside(SetAsideFile file) {}

  /** Something failed that may go well the next time, which is after the pause. */
  default void retrying(String reason, Duration pause) {}
}
