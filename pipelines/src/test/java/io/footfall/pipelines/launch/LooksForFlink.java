package io.footfall.pipelines.launch;

import java.util.OptionalInt;

/** Tells by its exit status whether the JVM that it got has Flink on its own class path. */
public final class LooksForFlink {
  static final int FOUND = 42;
  static final int NOT_FOUND = 43;

  private LooksForFlink() {}

  /** Behaves like a real main class, then looks for Flink. */
  public static void main(String[] args) throws Exception {
    OptionalInt status = OwnProcess.relaunchIfNeeded(LooksForFlink.class, args);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    System.out.println(String.join("|", args));
    try {
      Class.forName(
          "org.apache.flink.api.common.ExecutionConfig", false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      System.exit(NOT_FOUND);
    }
    System.exit(FOUND);
  }
}
