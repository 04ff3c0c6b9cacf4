package io.footfall.pipelines.doctor;

import java.util.Optional;

/** How much memory this Java may take. */
final class Memory implements Check {
  private static final int MEBIBYTE = 20;
  private static final long LEAST = 512;

  private final long most;

  Memory() {
    this(Runtime.getRuntime().maxMemory());
  }

  /** As if so many bytes were allowed. */
  Memory(long most) {
    this.most = most;
  }

  @Override
  public String subject() {
    return "memory";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    long mebibytes = most >> MEBIBYTE;
    return mebibytes >= LEAST
        ? Finding.ok(mebibytes + " MiB for this Java")
        : Finding.warning(
            mebibytes
                + " MiB for this Java; expected at least "
                + LEAST
                + ". FOOTFALL_JAVA_OPTS=-Xmx2g gives it more.");
  }
}
