package io.footfall.pipelines.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls for changes once for all pages and notifies them, also when the data becomes unavailable or
 * available.
 */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final LiveData data;
  private final Duration pollEvery;
  private final DashboardMetrics metrics;
  private final Followers followers = new Followers();
  private final ScheduledExecutorService poller = thread("dashboard-watch");
  private final ScheduledExecutorService beats = thread("dashboard-beat");
  private final List<Future<?>> repeated = new ArrayList<>();
  private volatile @Nullable String trouble;
  private volatile Instant lastPoll = Instant.now();

  Watch(LiveData data, Duration pollEvery, DashboardMetrics metrics) {
    this.data = data;
    this.pollEvery = pollEvery;
    this.metrics = metrics;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  void start() {
    repeated.add(
        poller.scheduleWithFixedDelay(
            this::poll, pollEvery.toMillis(), pollEvery.toMillis(), TimeUnit.MILLISECONDS));
    repeated.add(
        beats.scheduleWithFixedDelay(
            followers::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS));
  }

  Followers followers() {
    return followers;
  }

  /** Returns why the data is unavailable, or null if it is available. */
  @Nullable String trouble() {
    return trouble;
  }

  private void poll() {
    boolean notify;
    try {
      notify = data.poll();
      if (notify) {
        metrics.dataChanged();
      }
      notify |= trouble != null;
      trouble = null;
    } catch (IOException | SQLException | RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      notify = !message.equals(trouble);
      if (notify) {
        LOG.warn("The data is unavailable: {}", message);
        LOG.info("The failure", e);
      }
      trouble = message;
    }
    lastPoll = Instant.now();
    if (notify) {
      followers.send("state", state());
    }
  }

  /** Returns the time of the last poll. */
  Instant lastPoll() {
    return lastPoll;
  }

  /** Returns the state that pages receive: the version, not the data. */
  String state() {
    ObjectNode state = new ObjectMapper().createObjectNode();
    LiveData.Status status = data.status();
    state.put("version", status.version());
    state.put("changed", status.changed().toString());
    state.put("trouble", trouble);
    return state.toString();
  }

  @Override
  public void close() {
    repeated.forEach(task -> task.cancel(true));
    poller.shutdownNow();
    beats.shutdownNow();
    followers.close();
  }
}
