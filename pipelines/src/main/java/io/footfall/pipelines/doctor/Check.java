package io.footfall.pipelines.doctor;

import java.util.Optional;

/** Looks at one thing that can be wrong with a run before it starts. It changes nothing. */
interface Check {

  /** What it looks at, in a word or two. */
  String subject();

  /**
   * Looks.
   *
   * @return what it found; empty if the run has nothing to do with it
   * @throws io.footfall.errors.FootfallException another way to refuse
   */
  Optional<Finding> look(Plan plan);
}
