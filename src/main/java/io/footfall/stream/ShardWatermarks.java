package io.footfall.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The watermarks of the shards that one reader reads, and the watermark of the reader.
 *
 * <p>A shard's watermark is the latest event time seen in it, minus the watermark delay. It depends
 * only on the records of the shard, so reading the shard again finds the same records late. Records
 * that arrive after their shard was idle are an exception: the reader's watermark may have advanced
 * beyond them, so they can be late in one reading and not in another. The reader's watermark is the
 * minimum over its shards that are not idle ({@link Lateness#idleAfter}); it never goes back. The
 * watermark of a new reader does not advance until {@code idleAfter} has passed, because messages
 * of some of its shards may not have arrived yet.
 *
 * <p>All times are in milliseconds since the epoch; the clock is a parameter. Not thread-safe.
 */
public final class ShardWatermarks {
  /** The watermark before any event. */
  public static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final Lateness lateness;
  private final Map<String, Shard> shards = new HashMap<>();
  private final long heardAllAt;
  private long lastMessage;
  private long reported;

  private static final class Shard {
    private long latestEvent = MIN;
    private long lastMessage;
  }

  /** Creates the watermarks of a reader that starts now. */
  public ShardWatermarks(Lateness lateness, long now) {
    this.lateness = lateness;
    heardAllAt = now + lateness.idleAfter().toMillis();
    lastMessage = now;
    reported = MIN;
  }

  /**
   * Creates the watermarks of a reader that resumes. Drops times further in the future than {@link
   * Lateness#ahead} allows, which an earlier version took from a wrong clock.
   *
   * @param events the {@link #latestEvents} of the checkpoint
   * @param reported the {@link #reported} watermark of the checkpoint
   */
  public ShardWatermarks(Lateness lateness, long now, Map<String, Long> events, long reported) {
    this.lateness = lateness;
    // A reader that had reported no watermark was still waiting, and may have a shard that is not
    // in events.
    heardAllAt = reported == MIN ? now + lateness.idleAfter().toMillis() : now;
    lastMessage = now;
    long bound = now + lateness.ahead().toMillis();
    this.reported = reported > bound ? MIN : reported;
    events.forEach(
        (name, latest) -> {
          Shard shard = shard(name);
          shard.latestEvent = latest > bound ? MIN : latest;
          shard.lastMessage = now;
        });
  }

  private Shard shard(String name) {
    return shards.computeIfAbsent(name, n -> new Shard());
  }

  /**
   * Records a message.
   *
   * @param name the shard of the message
   * @param latestEvent the latest event time in the message, or {@link #MIN} if it has none
   * @param arrival when the message arrived in the stream; not later than the reader's clock
   * @return the watermark that decides whether the message's records are late: that of its shard
   *     before this message, but not below the one that the reader has reported
   */
  public long observe(String name, long latestEvent, long arrival, long now) {
    Shard shard = shard(name);
    long before = Math.max(reported, watermark(shard));
    shard.lastMessage = now;
    lastMessage = now;
    if (latestEvent > shard.latestEvent && latestEvent - arrival <= lateness.ahead().toMillis()) {
      shard.latestEvent = latestEvent;
    }
    return before;
  }

  /**
   * Removes closed shards that were read to their end. A shard that replaces them starts with the
   * smallest of their watermarks, until its first message or until it is idle.
   *
   * @param open the names of all others
   */
  public void retain(Set<String> open, long now) {
    long least = Long.MAX_VALUE;
    for (var shard = shards.entrySet().iterator(); shard.hasNext(); ) {
      Map.Entry<String, Shard> next = shard.next();
      if (!open.contains(next.getKey())) {
        least = Math.min(least, next.getValue().latestEvent);
        shard.remove();
      }
    }
    if (least == Long.MAX_VALUE) {
      return;
    }
    for (String name : open) {
      if (!shards.containsKey(name)) {
        Shard successor = shard(name);
        successor.latestEvent = least;
        successor.lastMessage = now;
      }
    }
  }

  private long watermark(Shard shard) {
    return shard.latestEvent == MIN
        ? MIN
        : shard.latestEvent - lateness.outOfOrderness().toMillis();
  }

  /** Returns {@link #current(long, long)} with silence measured by the same clock. */
  public long current(long now) {
    return current(now, now);
  }

  /**
   * Advances the watermark that the reader reports, and returns it.
   *
   * @param now by the clock that measures silence
   * @param wall by the clock that a watermark follows if all shards are idle
   */
  public long current(long now, long wall) {
    long idleAfter = lateness.idleAfter().toMillis();
    boolean canBeIdle = idleAfter > 0;
    if (canBeIdle && now < heardAllAt) {
      return reported;
    }
    long least = smallestOfActiveShards(now);
    if (least == Long.MAX_VALUE) {
      if (!canBeIdle) {
        return reported;
      }
      least = wall - idleAfter - lateness.outOfOrderness().toMillis();
    }
    reported = Math.max(reported, least);
    return reported;
  }

  /**
   * Returns the smallest watermark of the shards that are not idle; {@link Long#MAX_VALUE} if all
   * are idle.
   */
  private long smallestOfActiveShards(long now) {
    long idleAfter = lateness.idleAfter().toMillis();
    long least = Long.MAX_VALUE;
    for (Shard shard : shards.values()) {
      if (idleAfter == 0 || now - shard.lastMessage < idleAfter) {
        least = Math.min(least, watermark(shard));
      }
    }
    return least;
  }

  /**
   * Returns the event time up to which everything was received, even while the reader reports no
   * watermark yet. For display, not for windows.
   *
   * @param now by the clock that measures silence
   */
  public long complete(long now) {
    long least = smallestOfActiveShards(now);
    return least == Long.MAX_VALUE ? reported : Math.max(reported, least);
  }

  /** Returns the last reported watermark; {@link #MIN} before the first. */
  public long reported() {
    return reported;
  }

  /** Returns the time of the last message; before the first, the start of the reader. */
  public long lastMessage() {
    return lastMessage;
  }

  /** Returns the latest event time of each shard, for a checkpoint. */
  public Map<String, Long> latestEvents() {
    Map<String, Long> events = new TreeMap<>();
    shards.forEach((name, shard) -> events.put(name, shard.latestEvent));
    return events;
  }
}
