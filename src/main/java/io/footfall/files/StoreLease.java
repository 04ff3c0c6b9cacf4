package io.footfall.files;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A lock in the form of an object in a store, which the holder of the lock renews. */
final class StoreLease extends DirectoryLock {
  /**
   * A lease that was not renewed for this long belongs to a dead process. By then, the holder has
   * missed three renewals; its {@link #requireHeld} fails one renewal interval earlier.
   */
  static final Duration EXPIRY = Duration.ofMinutes(2);

  private static final Duration RENEWAL = Duration.ofSeconds(30);

  private final ConditionalStore store;
  private final String file;

  /** The beginning of the object's content. Contains a random UUID, so no other lease has it. */
  private final String identity;

  private final ScheduledExecutorService renewals;
  private final ScheduledFuture<?> renewal;
  private String version;
  private long count;
  private long renewedNanos;
  private @Nullable IOException lost;
  private boolean closed;

  private StoreLease(
      ConditionalStore store, String file, String identity, String version, long renewedNanos) {
    this.store = store;
    this.file = file;
    this.identity = identity;
    this.version = version;
    this.renewedNanos = renewedNanos;
    renewals =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "footfall-lease");
              thread.setDaemon(true);
              return thread;
            });
    renewal =
        renewals.scheduleWithFixedDelay(
            this::renew, RENEWAL.toSeconds(), RENEWAL.toSeconds(), TimeUnit.SECONDS);
  }

  static StoreLease lease(String directory, String description) throws IOException {
    return lease(ConditionalStores.of(directory), directory, description);
  }

  static StoreLease lease(ConditionalStore store, String directory, String description)
      throws IOException {
    String file = directory + FILE;
    String identity = description + "\n" + UUID.randomUUID() + "\n";
    // Taken before a request, because the store may write long before the answer arrives.
    long asked = System.nanoTime();
    if (store.create(file, content(identity, 0)).isEmpty()) {
      Optional<ConditionalStore.Snapshot> holder = store.read(file);
      if (holder.isEmpty()) {
        throw new DirectoryLockedException(directory, "");
      }
      if (!isOf(identity, holder.get())) {
        if (holder.get().age().compareTo(EXPIRY) < 0) {
          throw new DirectoryLockedException(
              directory,
              holder.get().content().lines().findFirst().orElse("another process")
                  + ". If that process was killed, its lock expires in "
                  + (EXPIRY.minus(holder.get().age()).toSeconds() + 1)
                  + " seconds");
        }
        asked = System.nanoTime();
        store.replace(file, content(identity, 0), holder.get().version());
      }
    }
    // A client repeats a request whose answer was lost, and the store refuses the repetition. The
    // store may also ignore the condition. Therefore, the content decides.
    ConditionalStore.Snapshot written = store.read(file).orElse(null);
    if (written == null || !isOf(identity, written)) {
      throw new DirectoryLockedException(directory, "");
    }
    return new StoreLease(store, file, identity, written.version(), asked);
  }

  /**
   * Returns the content of the object after a number of renewals. The number changes the version,
   * which in S3 is a hash of the content: a process that read the object before a renewal must not
   * replace it after.
   */
  private static String content(String identity, long renewals) {
    return identity + renewals + "\n";
  }

  private static boolean isOf(String identity, ConditionalStore.Snapshot object) {
    return object.content().startsWith(identity);
  }

  /** Renews the lease, or records that it was lost. */
  synchronized void renew() {
    if (closed || lost != null) {
      return;
    }
    try {
      for (int attempt = 0; attempt < 2; attempt++) {
        long asked = System.nanoTime();
        String next = content(identity, ++count);
        Optional<String> renewed = store.replace(file, next, version);
        if (renewed.isPresent()) {
          version = renewed.get();
          renewedNanos = asked;
          return;
        }
        ConditionalStore.Snapshot present = store.read(file).orElse(null);
        if (present == null || !isOf(identity, present)) {
          lost = new IOException("the lock " + file + " was taken over by another process");
          return;
        }
        version = present.version();
        if (present.content().equals(next)) {
          // It was written, but the answer was lost.
          renewedNanos = asked;
          return;
        }
        // Nothing was written: another request was in progress, or an earlier renewal had succeeded
        // without an answer.
      }
    } catch (IOException e) {
      // The next renewal may work; requireHeld fails once the lease has expired.
      return;
    }
  }

  /** Returns when the last successful renewal was requested, as {@link System#nanoTime} counts. */
  synchronized long renewedNanos() {
    return renewedNanos;
  }

  @Override
  public synchronized void requireHeld() throws IOException {
    if (closed) {
      throw new IOException("the lock " + file + " was released");
    }
    if (Duration.ofNanos(System.nanoTime() - renewedNanos).compareTo(RENEWAL) > 0) {
      renew();
    }
    if (lost != null) {
      throw new IOException(lost.getMessage(), lost);
    }
    if (Duration.ofNanos(System.nanoTime() - renewedNanos).compareTo(EXPIRY.minus(RENEWAL)) > 0) {
      throw new IOException("the lock " + file + " could not be renewed and has expired");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    renewal.cancel(false);
    renewals.shutdown();
    Optional<ConditionalStore.Snapshot> present = store.read(file);
    if (present.isPresent() && isOf(identity, present.get())) {
      OutputFiles.delete(List.of(file));
    }
  }
}
