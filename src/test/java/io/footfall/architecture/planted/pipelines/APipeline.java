package io.footfall.architecture.planted.pipelines;

/** Is known to a transform that must not know it. */
public final class APipeline {
  private APipeline() {}
}
