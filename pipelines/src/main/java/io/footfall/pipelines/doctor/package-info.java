/**
 * What can be wrong with a run before it starts, one {@link io.footfall.pipelines.doctor.Check} per
 * thing; {@link io.footfall.pipelines.doctor.Doctor} has them all.
 */
@NullMarked
package io.footfall.pipelines.doctor;

import org.jspecify.annotations.NullMarked;
