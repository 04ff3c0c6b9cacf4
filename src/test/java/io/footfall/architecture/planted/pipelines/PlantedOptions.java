package io.footfall.architecture.planted.pipelines;

import org.apache.beam.sdk.options.PipelineOptions;

/** Is known to a class that must not know it. */
public interface PlantedOptions extends PipelineOptions {}
