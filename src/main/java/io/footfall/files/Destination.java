package io.footfall.files;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A place to which a stream writes, such as a directory. Runners retry failed writes silently, so a
 * destination reports once that its disk is full, and once that it has space again.
 *
 * @param name the directory or database, without secrets
 */
public record Destination(String name) {
  /** Static, because attempts of a task share nothing else. */
  private static final Set<String> FULL = ConcurrentHashMap.newKeySet();

  /** A write operation. */
  @FunctionalInterface
  public interface Write<T> {
    /** Writes. */
    T run() throws IOException;
  }

  /** Writes, and reports on standard error when the disk is full and when it has space again. */
  public <T> T write(Write<T> write) throws IOException {
    T result;
    try {
      result = write.run();
    } catch (IOException | RuntimeException e) {
      if (isFull(e) && FULL.add(name)) {
        System.err.println(
            "footfall: warning: no space left in "
                + name
                + ". The stream waits for free space. Nothing is lost.");
      }
      throw e;
    }
    if (FULL.remove(name)) {
      System.err.println("footfall: " + name + " has free space again. The stream continues.");
    }
    return result;
  }

  /** Returns whether a failure has a full disk, or an exceeded quota, as its cause. */
  public static boolean isFull(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }
}
