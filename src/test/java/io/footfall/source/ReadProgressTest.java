package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadProgressTest {
  private final ReadProgress progress = new ReadProgress();

  private CompletableFuture<Void> waiting() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            progress.awaitOthers();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void waitsUntilTheLastBundleHasEnded() throws Exception {
    progress.begin();
    progress.begin();
    CompletableFuture<Void> waiting = waiting();
    progress.end();
    assertThat(waiting.isDone(), is(false));
    progress.end();
    waiting.get(60, TimeUnit.SECONDS);
  }

  @Test
  void doesNotWaitForBundlesThatNeverBegin() throws Exception {
    waiting().get(60, TimeUnit.SECONDS);
  }

  @Test
  void commitHasItsOwnProgress() throws Exception {
    progress.ofCommit().begin();
    assertThat(progress.ofCommit(), sameInstance(progress.ofCommit()));
    waiting().get(60, TimeUnit.SECONDS);
  }

  @Test
  void searchForDuplicatesHasItsOwnProgress() {
    progress.begin();
    ReadProgress search = progress.ofBytesOnly();
    assertThat(search, sameInstance(progress.ofBytesOnly()));
    search.bytes().add(7);
    assertThat(progress.bytes().sum(), is(7L));
  }
}
