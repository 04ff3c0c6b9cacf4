package io.footfall.pipelines.count;

import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.FileReadingOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.LakeInputOptions;
import io.footfall.pipelines.options.LakeOptions;
import io.footfall.pipelines.options.LimitOptions;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.pipelines.options.LogOptions;
import io.footfall.pipelines.options.OutputOptions;
import io.footfall.pipelines.options.RunOptions;
import io.footfall.pipelines.options.SinkOptions;
import io.footfall.pipelines.options.StreamOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.options.WindowOptions;

/** The options of a command that counts the records of a dataset. */
public interface CountOptions
    extends LakeInputOptions,
        FileReadingOptions,
        LogOptions,
        ValueOptions,
        DeduplicationOptions,
        StreamOptions,
        WindowOptions,
        OutputOptions,
        LimitOptions,
        SinkOptions,
        LakeOptions,
        LakeFileOptions,
        LoadingOptions,
        RunOptions,
        GeneralOptions {}
