package io.footfall.pipelines.doctor;

import io.footfall.pipelines.options.GeneralOptions;

/** The options of {@code footfall doctor}; those of the run that it examines are the run's. */
public interface DoctorOptions extends GeneralOptions {}
