package io.footfall.warehouse;

import java.time.Duration;
import java.util.List;

/** Receives the progress of a load. */
public interface LoadListener {
  /** Ignores all events. */
  LoadListener SILENT = new LoadListener() {};

  /** Reports how many batches of a dataset are about to be loaded. */
  default void loading(String dataset, int batches) {}

  /** Reports that the transaction of these batches is committed. */
  default void loaded(List<LoadedBatch> batches) {}

  /** Reports that a file is set aside. */
  default void setAside(SetAsideFile file) {}

  /** Reports a failure that will be retried after the pause. */
  default void retrying(String reason, Duration pause) {}
}
