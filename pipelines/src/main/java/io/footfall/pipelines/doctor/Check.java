package io.footfall.pipelines.doctor;

import java.util.Optional;

/** Checks one precondition of a run, without changing anything. */
interface Check {

  /** Returns the name of the check, one or two words. */
  String subject();

  /**
   * Performs the check.
   *
   * @return the finding, or empty if the check does not apply to the run
   * @throws io.footfall.errors.FootfallException if the run must not start; equivalent to {@link
   *     Finding.Level#REFUSED}
   */
  Optional<Finding> perform(Plan plan);
}
