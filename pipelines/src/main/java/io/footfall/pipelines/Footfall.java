package io.footfall.pipelines;

/** The program: {@code footfall [visits|purchases|generate] --option=value ...}. */
public final class Footfall {
  private Footfall() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.out.println("footfall");
  }
}
