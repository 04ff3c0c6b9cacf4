package io.footfall.pipelines;

import io.footfall.pipelines.launch.OwnProcess;
import java.io.IOException;
import java.util.OptionalInt;

/** The program: {@code footfall [visits|purchases|generate] --option=value ...}. */
public final class Footfall {
  private Footfall() {}

  /**
   * Runs the command that the arguments name.
   *
   * @param args the command, and its options
   * @throws IOException if a process of its own is needed, and cannot be started
   */
  public static void main(String[] args) throws IOException {
    OptionalInt elsewhere = OwnProcess.relaunchIfNeeded(Footfall.class, args);
    if (elsewhere.isPresent()) {
      if (elsewhere.getAsInt() != 0) {
        System.exit(elsewhere.getAsInt());
      }
      return;
    }
    System.out.println("footfall");
  }
}
