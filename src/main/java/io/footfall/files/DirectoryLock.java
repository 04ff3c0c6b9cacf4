package io.footfall.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An exclusive lock on a directory. At most one holder exists at a time, across processes and
 * across the threads of one process. Any thread may close the lock.
 *
 * <p>For example, a run on a local disk holds the lock of its temporary directory until it ends, so
 * that other runs know that it is alive. A compaction holds the lock of the dataset's directory in
 * the lake while it replaces files.
 *
 * <p>The lock is the file {@code .footfall.lock} in the directory. On a local disk, the operating
 * system locks it, and releases it when the process dies. Releasing the lock does not delete the
 * file. On an object store, it is a lease: the process creates the object with a conditional put
 * and keeps renewing it. If it was not renewed for {@link StoreLease#EXPIRY}, another process may
 * take it over. A process that was suspended for that long may therefore have lost the lock: call
 * {@link #requireHeld} before each step that cannot be undone.
 */
public abstract class DirectoryLock implements Closeable {
  /** The name of the lock file. */
  public static final String FILE = ".footfall.lock";

  private static final long POLL_MILLIS = 200;

  /** Restricts implementations to this package. */
  DirectoryLock() {}

  /**
   * Acquires the lock of a directory, which is created if it does not exist.
   *
   * @param directory ending with a slash
   * @param purpose a noun phrase for the message that others see, such as {@code a compaction}
   * @throws DirectoryLockedException if another process, or another thread of this one, holds it
   * @throws IOException if the lock file cannot be written, or the object store does not support
   *     conditional puts
   */
  public static DirectoryLock acquire(String directory, String purpose) throws IOException {
    String description =
        "%s (process %s%s, since %s)"
            .formatted(
                purpose,
                ProcessHandle.current().pid(),
                hostName().isEmpty() ? "" : " on " + hostName(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return OutputFiles.isLocal(directory)
        ? LocalLock.lock(directory, description)
        : StoreLease.lease(directory, description);
  }

  /** Returns whether the file system of a directory can lock it. */
  public static boolean isAvailable(String directory) {
    return OutputFiles.isLocal(directory) || ConditionalStores.isRegistered(directory);
  }

  /**
   * Acquires the lock of a directory as {@link #acquire(String, String)} does, but waits for the
   * current holder.
   *
   * @param patience the maximum time to wait
   */
  public static DirectoryLock acquire(String directory, String purpose, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return acquire(directory, purpose);
      } catch (DirectoryLockedException e) {
        if (System.nanoTime() >= deadline) {
          throw e;
        }
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for the lock of " + directory, e);
      }
    }
  }

  /** Returns the name of this host; empty if it is unknown. */
  public static String hostName() {
    String name = System.getenv("HOSTNAME");
    if (name != null) {
      return name;
    }
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return ""; // Not Linux.
    }
  }

  /**
   * Checks that the lock is still held.
   *
   * @throws IOException if it was lost
   */
  public abstract void requireHeld() throws IOException;

  /** Releases the lock. A second call does nothing. */
  @Override
  public abstract void close() throws IOException;
}
