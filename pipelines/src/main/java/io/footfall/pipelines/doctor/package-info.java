/**
 * Checks of a run before it starts: one {@link io.footfall.pipelines.doctor.Check} per
 * precondition, listed in {@link io.footfall.pipelines.doctor.Doctor}.
 */
@NullMarked
package io.footfall.pipelines.doctor;

import org.jspecify.annotations.NullMarked;
