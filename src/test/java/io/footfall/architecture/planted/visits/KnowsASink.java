package io.footfall.architecture.planted.visits;

import io.footfall.report.WindowFolders;
import org.jspecify.annotations.Nullable;

/** Knows a sink by its class. */
final class KnowsASink {
  @Nullable WindowFolders sink;
}
