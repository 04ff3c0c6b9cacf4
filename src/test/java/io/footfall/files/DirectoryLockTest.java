package io.footfall.files;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path temp;

  private String directory() {
    return temp.resolve("lake") + "/";
  }

  /**
   * An in-memory store with object ages that the test sets. As in S3, the version of an object is a
   * hash of its content.
   */
  private static class Store implements ConditionalStore {
    private final Map<String, Snapshot> objects = new HashMap<>();

    @Override
    public synchronized Optional<Snapshot> read(String file) {
      return Optional.ofNullable(objects.get(file));
    }

    @Override
    public synchronized Optional<String> create(String file, String content) {
      return objects.containsKey(file) ? Optional.empty() : write(file, content);
    }

    @Override
    public synchronized Optional<String> replace(String file, String content, String version) {
      Snapshot present = objects.get(file);
      return present == null || !present.version().equals(version)
          ? Optional.empty()
          : write(file, content);
    }

    private Optional<String> write(String file, String content) {
      String version = Integer.toHexString(content.hashCode());
      objects.put(file, new Snapshot(content, version, Duration.ZERO));
      return Optional.of(version);
    }

    synchronized void age(Duration age) {
      objects.replaceAll((file, o) -> new Snapshot(o.content(), o.version(), age));
    }
  }

  @Test
  void createsTheDirectoryAndLeavesAnEmptyFile() throws Exception {
    try (DirectoryLock lock = DirectoryLock.acquire(directory(), "a test")) {
      lock.requireHeld();
    }
    assertThat(Files.size(Path.of(directory(), DirectoryLock.FILE)), is(0L));
  }

  @Test
  void namesTheHolder() throws Exception {
    try (DirectoryLock lock = DirectoryLock.acquire(directory(), "a compaction")) {
      assertThat(
          messageOf(
              DirectoryLockedException.class, () -> DirectoryLock.acquire(directory(), "a test")),
          startsWith(directory() + " is locked by a compaction (process "));
      lock.requireHeld();
    }
  }

  @Test
  void waitsForTheHolder() throws Exception {
    DirectoryLock first = DirectoryLock.acquire(directory(), "the first");
    CountDownLatch waiting = new CountDownLatch(1);
    Thread release =
        new Thread(
            () -> {
              try {
                waiting.await();
                first.close();
              } catch (InterruptedException | IOException e) {
                throw new AssertionError(e);
              }
            });
    release.start();
    waiting.countDown();
    try (DirectoryLock second =
        DirectoryLock.acquire(directory(), "the second", Duration.ofMinutes(1))) {
      second.requireHeld();
    }
    release.join();
  }

  @Test
  void letsOneOfManyThreadsInAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    Thread[] threads = new Thread[6];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int turn = 0; turn < 200; turn++) {
                  try (DirectoryLock lock = DirectoryLock.acquire(directory(), "a thread")) {
                    if (inside.incrementAndGet() != 1) {
                      overlaps.incrementAndGet();
                    }
                    lock.requireHeld();
                    inside.decrementAndGet();
                    turns.incrementAndGet();
                  } catch (DirectoryLockedException e) {
                    Thread.onSpinWait();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(overlaps.get(), is(0));
    assertThat(turns.get() > 0, is(true));
  }

  @Test
  void noticesThatItsFileWasRemoved() throws Exception {
    try (DirectoryLock lock = DirectoryLock.acquire(directory(), "a test")) {
      Files.delete(Path.of(directory(), DirectoryLock.FILE));
      assertThat(
          assertThrows(IOException.class, lock::requireHeld).getMessage(),
          containsString("was lost"));
    }
  }

  @Test
  void leaseExcludesOthersUntilItExpires() throws Exception {
    Store store = new Store();
    DirectoryLock first = StoreLease.lease(store, "s3://b/lake/", "the first");
    store.age(StoreLease.EXPIRY.minusSeconds(1));
    assertThat(
        messageOf(
            DirectoryLockedException.class,
            () -> StoreLease.lease(store, "s3://b/lake/", "the second")),
        is(
            "s3://b/lake/ is locked by the first. If that process was killed, its lock expires in 2"
                + " seconds"));
    store.age(StoreLease.EXPIRY);
    DirectoryLock second = StoreLease.lease(store, "s3://b/lake/", "the second");
    second.requireHeld();
    // The suspended first holder must not remove the lock of the second.
    first.close();
    assertThat(
        store.read("s3://b/lake/" + DirectoryLock.FILE).orElseThrow().content(),
        startsWith("the second"));
  }

  @Test
  void leaseThatAnotherProcessTakesFirstNamesNoTime() throws Exception {
    Store store =
        new Store() {
          @Override
          public Optional<String> replace(String file, String content, String version) {
            return Optional.empty();
          }
        };
    StoreLease.lease(store, "s3://b/lake/", "the first");
    store.age(StoreLease.EXPIRY.plusHours(1));
    assertThat(
        messageOf(
            DirectoryLockedException.class,
            () -> StoreLease.lease(store, "s3://b/lake/", "the second")),
        is("s3://b/lake/ is locked by another process"));
  }

  /** A store whose answers to writes are lost: the client repeats each, and the store refuses. */
  private static final class LosingStore extends Store {
    @Override
    public synchronized Optional<String> create(String file, String content) {
      super.create(file, content);
      return Optional.empty();
    }

    @Override
    public synchronized Optional<String> replace(String file, String content, String version) {
      super.replace(file, content, version);
      return Optional.empty();
    }
  }

  @Test
  void leaseIsTakenThoughTheAnswersAreLost() throws Exception {
    LosingStore store = new LosingStore();
    StoreLease first = StoreLease.lease(store, "s3://b/lake/", "the first");
    first.renew();
    first.renew();
    first.requireHeld();
    store.age(StoreLease.EXPIRY);
    StoreLease.lease(store, "s3://b/lake/", "the second").requireHeld();
    first.renew();
    assertThat(
        assertThrows(IOException.class, first::requireHeld).getMessage(),
        containsString("was taken over by another process"));
  }

  @Test
  void leaseIsNotRenewedByARequestThatWroteNothing() throws Exception {
    List<String> refused = new ArrayList<>();
    Store store =
        new Store() {
          @Override
          public synchronized Optional<String> replace(
              String file, String content, String version) {
            refused.add(content);
            return Optional.empty();
          }
        };
    StoreLease lease = StoreLease.lease(store, "s3://b/lake/", "the first");
    String before = store.read("s3://b/lake/" + DirectoryLock.FILE).orElseThrow().content();
    long renewed = lease.renewedNanos();
    lease.renew();
    assertThat(refused.size(), is(2));
    assertThat(lease.renewedNanos(), is(renewed));
    assertThat(store.read("s3://b/lake/" + DirectoryLock.FILE).orElseThrow().content(), is(before));
    lease.requireHeld();
  }

  @Test
  void leaseThatIsRenewedAfterAnotherHasReadItIsNotReplaced() throws Exception {
    StoreLease[] first = new StoreLease[1];
    Store store =
        new Store() {
          @Override
          public synchronized Optional<String> replace(
              String file, String content, String version) {
            if (content.startsWith("the second")) {
              first[0].renew();
            }
            return super.replace(file, content, version);
          }
        };
    first[0] = StoreLease.lease(store, "s3://b/lake/", "the first");
    store.age(StoreLease.EXPIRY);
    assertThat(
        messageOf(
            DirectoryLockedException.class,
            () -> StoreLease.lease(store, "s3://b/lake/", "the second")),
        is("s3://b/lake/ is locked by another process"));
    first[0].requireHeld();
  }

  @Test
  void refusesAStoreWithoutConditionalWrites() {
    assertThat(
        assertThrows(IOException.class, () -> DirectoryLock.acquire("none://b/lake/", "a test"))
            .getMessage(),
        containsString("cannot be locked"));
  }
}
