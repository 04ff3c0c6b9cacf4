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
  private final String content;
  private final ScheduledExecutorService renewals;
  private final ScheduledFuture<?> renewal;
  private String version;
  private long renewedNanos;
  private @Nullable IOException lost;
  private boolean closed;

  private StoreLease(
      ConditionalStore store, String file, String content, String version, long renewedNanos) {
    this.store = store;
    this.file = file;
    this.content = content;
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
    String content = description + "\n" + UUID.randomUUID() + "\n";
    // Taken before a request, because the store may write long before the answer arrives.
    long asked = System.nanoTime();
    Optional<String> version = store.create(file, content);
    if (version.isEmpty()) {
      Optional<ConditionalStore.Snapshot> holder = store.read(file);
      if (holder.isEmpty()) {
        throw new DirectoryLockedException(directory, "");
      }
      if (holder.get().age().compareTo(EXPIRY) < 0) {
        throw new DirectoryLockedException(
            directory,
            holder.get().content().lines().findFirst().orElse("another process")
                + "; if it was killed, for "
                + (EXPIRY.minus(holder.get().age()).toSeconds() + 1)
                + " more seconds");
      }
      asked = System.nanoTime();
      version = store.replace(file, content, holder.get().version());
    }
    // If the store ignores the condition, two processes may have written; the content shows which
    // one was last.
    Optional<ConditionalStore.Snapshot> written = store.read(file);
    if (version.isEmpty() || written.isEmpty() || !written.get().content().equals(content)) {
      throw new DirectoryLockedException(directory, "");
    }
    return new StoreLease(store, file, content, version.get(), asked);
  }

  private synchronized void renew() {
    if (closed || lost != null) {
      return;
    }
    try {
      long asked = System.nanoTime();
      Optional<String> renewed = store.replace(file, content, version);
      if (renewed.isPresent()) {
        version = renewed.get();
        renewedNanos = asked;
      } else {
        lost = new IOException("the lock " + file + " was taken over by another process");
      }
    } catch (IOException e) {
      // The next renewal may work; requireHeld fails once the lease has expired.
      return;
    }
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
    if (present.isPresent() && present.get().content().equals(content)) {
      OutputFiles.delete(List.of(file));
    }
  }
}
