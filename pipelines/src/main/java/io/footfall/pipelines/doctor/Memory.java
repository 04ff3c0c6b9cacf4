package io.footfall.pipelines.doctor;

import java.util.Optional;

/** Checks the maximum heap of this JVM. */
final class Memory implements Check {
  private static final int MEBIBYTE = 20;
  private static final long LEAST = 512;

  private final long most;

  Memory() {
    this(Runtime.getRuntime().maxMemory());
  }

  /** Creates the check for a maximum heap in bytes. */
  Memory(long most) {
    this.most = most;
  }

  @Override
  public String subject() {
    return "memory";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    long mebibytes = most >> MEBIBYTE;
    return mebibytes >= LEAST
        ? Finding.ok(mebibytes + " MiB for this Java")
        : Finding.warning(
            "%s MiB for this Java; expected at least %s. Set FOOTFALL_JAVA_OPTS=-Xmx2g."
                .formatted(mebibytes, LEAST));
  }
}
