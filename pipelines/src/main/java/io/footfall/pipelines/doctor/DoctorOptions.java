package io.footfall.pipelines.doctor;

import io.footfall.pipelines.options.GeneralOptions;

/** The options of {@code footfall doctor} itself, without those of the run that it examines. */
public interface DoctorOptions extends GeneralOptions {}
