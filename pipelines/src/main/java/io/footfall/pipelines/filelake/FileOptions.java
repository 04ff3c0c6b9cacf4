package io.footfall.pipelines.filelake;

import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.DetectedDatasetOptions;
import io.footfall.pipelines.options.FileReadingOptions;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.LogOptions;

/** The group of options of a command that reads plain files in place of a lake. */
public interface FileOptions
    extends InputOptions,
        FileReadingOptions,
        LogOptions,
        DeduplicationOptions,
        DetectedDatasetOptions {}
