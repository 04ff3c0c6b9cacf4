package io.footfall.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.ExactSums;
import io.footfall.aggregate.FoldPolicy;
import io.footfall.aggregate.KeyQueue;
import io.footfall.aggregate.KeyTable;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates per URL the number of visits, the exact time spent, and the time of the first visit,
 * which breaks ties (src/docs/formats.md, section 2.1).
 *
 * <p>Its partials are entries of URL, visits, visits without a duration, time spent, first visit.
 */
public final class UrlTotals implements Aggregate<VisitRow> {
  private static final int VISITS = 0;
  private static final int TIME_SPENT = 1;
  private static final int FIRST_VISIT = TIME_SPENT + ExactSums.LONGS;
  private static final int WITHOUT_DURATION = FIRST_VISIT + 1;
  private static final int VALUES = WITHOUT_DURATION + 1;

  // The queued values of a visit.
  private static final int QUEUED_TIME = 0;
  private static final int QUEUED_SCALE = 1;
  private static final int QUEUED_VISIT = 2;
  private static final int QUEUED = 3;
  private static final int NO_DURATION = Integer.MIN_VALUE;

  private final KeyTable table = new KeyTable(VALUES, 1 << 10);
  private final KeyQueue queue = new KeyQueue(table, QUEUED);
  private final ExactSums sums = new ExactSums();
  private RowSorter sorter = new RowSorter(0);
  private final @Nullable PartialWriter out;
  private final FoldPolicy policy;

  private UrlTotals(@Nullable PartialWriter out, long maxMemory) {
    this.out = out;
    this.policy = new FoldPolicy(maxMemory);
  }

  /**
   * Returns an aggregate that folds rows and emits partials to {@code out}, at the latest when it
   * holds {@code maxMemory} bytes.
   */
  public static UrlTotals foldingTo(PartialWriter out, long maxMemory) {
    return new UrlTotals(out, maxMemory);
  }

  /** Returns an aggregate that merges partials and holds the result. */
  public static UrlTotals merging() {
    return new UrlTotals(null, Long.MAX_VALUE);
  }

  @Override
  public void add(VisitRow row) {
    long hash = KeyTable.hash(row.bytes, row.urlFrom, row.urlTo, 0);
    if (out != null && policy.bypasses()) {
      int partition = KeyTable.partition(hash, out.partitions());
      ByteOutput part = out.to(partition);
      part.writeVarLong(row.urlTo - row.urlFrom);
      part.write(row.bytes, row.urlFrom, row.urlTo);
      part.writeVarLong(1);
      part.writeVarLong(row.hasDuration ? 0 : 1);
      ExactSums.pack(row.duration, row.durationScale, row.bigDuration, part);
      part.writeZigZag(row.epochMicros);
      out.wrote(partition);
      return;
    }
    if (row.bigDuration != null) {
      int at = table.put(row.bytes, row.urlFrom, row.urlTo, 0, hash);
      count(at, 1, 0, row.epochMicros);
      sums.add(table.slots(), at + TIME_SPENT, row.bigDuration);
      drainIfDue();
      return;
    }
    int at = queue.add(row.bytes, row.urlFrom, row.urlTo, 0, hash);
    long[] values = queue.values();
    values[at + QUEUED_TIME] = row.duration;
    values[at + QUEUED_SCALE] = row.hasDuration ? row.durationScale : NO_DURATION;
    values[at + QUEUED_VISIT] = row.epochMicros;
    if (out == null || queue.isFull()) {
      putQueued();
    }
  }

  private void putQueued() {
    queue.load();
    long[] values = queue.values();
    for (int k = 0, from = 0; k < queue.size(); k++, from += QUEUED) {
      int at = queue.put(k);
      int scale = (int) values[from + QUEUED_SCALE];
      count(at, 1, scale == NO_DURATION ? 1 : 0, values[from + QUEUED_VISIT]);
      if (scale != NO_DURATION) {
        sums.add(table.slots(), at + TIME_SPENT, values[from + QUEUED_TIME], scale);
      }
    }
    queue.clear();
    drainIfDue();
  }

  private void drainIfDue() {
    if (out != null && policy.drainsAt(table.size(), table.memory())) {
      drain();
    }
  }

  /** Counts visits to the URL that was added last, whose values are at {@code at}. */
  private void count(int at, long visits, long withoutDuration, long firstVisit) {
    long[] slots = table.slots();
    slots[at + VISITS] += visits;
    slots[at + WITHOUT_DURATION] += withoutDuration;
    if (table.added() || firstVisit < slots[at + FIRST_VISIT]) {
      slots[at + FIRST_VISIT] = firstVisit;
    }
  }

  @Override
  public void merge(ByteInput entries) {
    byte[] b = entries.array();
    while (entries.hasRemaining()) {
      int length = entries.readVarInt();
      int from = entries.readSlice(length);
      int at = table.put(b, from, from + length, 0, KeyTable.hash(b, from, from + length, 0));
      long visits = entries.readVarLong();
      long withoutDuration = entries.readVarLong();
      sums.merge(table.slots(), at + TIME_SPENT, entries);
      count(at, visits, withoutDuration, entries.readZigZag());
    }
  }

  @Override
  public void drain() {
    PartialWriter writer = java.util.Objects.requireNonNull(out, "made for merging");
    if (queue.size() > 0) {
      putQueued();
    }
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      int partition = table.partitionOf(e, writer.partitions());
      ByteOutput part = writer.to(partition);
      pack(e, part);
      writer.wrote(partition);
    }
    table.clear(policy.maxMemory());
    sums.clear();
    policy.drained();
  }

  private void pack(int place, ByteOutput to) {
    long[] slots = table.slots();
    int at = table.values(place);
    to.writeVarLong(table.keyLength(place));
    table.appendKey(place, to);
    to.writeVarLong(slots[at + VISITS]);
    to.writeVarLong(slots[at + WITHOUT_DURATION]);
    sums.pack(slots, at + TIME_SPENT, to);
    to.writeZigZag(slots[at + FIRST_VISIT]);
  }

  /** Removes everything. Keeps the memory for other partials, up to a limit. */
  void clear() {
    if (!table.clear(Long.MAX_VALUE)) {
      sorter = new RowSorter(0);
    }
    sums.clear();
  }

  @Override
  public long memory() {
    return table.memory();
  }

  /** Returns the number of URLs. */
  public int size() {
    return table.size();
  }

  /** Returns how many visits to all URLs have no duration. */
  public long withoutDuration() {
    long visits = 0;
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      visits += withoutDuration(e);
    }
    return visits;
  }

  /** Returns the number of all visits. */
  public long visits() {
    long visits = 0;
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      visits += table.slots()[table.values(e) + VISITS];
    }
    return visits;
  }

  /**
   * Returns the order of the report: most visits first, then the earliest first visit, then the
   * smallest URL in unsigned byte order. Sorts by two unsigned numbers per URL, and compares only
   * equal ones. Valid until the next call.
   */
  public RowSorter ranked() {
    sorter.clear(table.size());
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      sorter.add(firstSortKey(e), secondSortKey(e), e);
    }
    sorter.sort(this::compareUrls);
    return sorter;
  }

  private long firstSortKey(int place) {
    return ~visits(place);
  }

  private long secondSortKey(int place) {
    return firstVisit(place) ^ Long.MIN_VALUE;
  }

  private int compareUrls(int place, int other) {
    return table.compareKeys(place, other, ByteSlices::compareUnsigned);
  }

  /** Passes the totals of each URL, in no particular order. */
  public void forEach(Consumer<UrlVisits> to) {
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      to.accept(urlVisits(e));
    }
  }

  /** Returns the first URL in the order of the report, if there is one. */
  public Optional<UrlVisits> mostVisited() {
    int place = firstInReport();
    return place < 0 ? Optional.empty() : Optional.of(urlVisits(place));
  }

  /** Packs the first URL in the order of the report, if there is any, for {@link #merge}. */
  public void packMostVisited(ByteOutput to) {
    int place = firstInReport();
    if (place >= 0) {
      pack(place, to);
    }
  }

  private int firstInReport() {
    int first = table.firstEntry();
    for (int e = first < 0 ? -1 : table.nextEntry(first); e >= 0; e = table.nextEntry(e)) {
      int order = Long.compareUnsigned(firstSortKey(e), firstSortKey(first));
      if (order == 0) {
        order = Long.compareUnsigned(secondSortKey(e), secondSortKey(first));
      }
      if (order == 0) {
        order = compareUrls(e, first);
      }
      if (order < 0) {
        first = e;
      }
    }
    return first;
  }

  private UrlVisits urlVisits(int place) {
    byte[] bytes = table.key(place);
    String url = new String(bytes, 0, table.keyLength(place), StandardCharsets.UTF_8);
    return new UrlVisits(
        url, visits(place), withoutDuration(place), timeSpent(place), firstVisit(place));
  }

  /** Appends the URL at {@code place}. */
  public void appendUrl(int place, ByteOutput to) {
    table.appendKey(place, to);
  }

  /** Returns the number of visits to the URL at {@code place}. */
  public long visits(int place) {
    return table.slots()[table.values(place) + VISITS];
  }

  /** Returns how many visits to the URL at {@code place} have no duration. */
  public long withoutDuration(int place) {
    return table.slots()[table.values(place) + WITHOUT_DURATION];
  }

  /** Returns the first visit to the URL at {@code place}, in microseconds since the epoch. */
  public long firstVisit(int place) {
    return table.slots()[table.values(place) + FIRST_VISIT];
  }

  /** Returns the time spent on the URL at {@code place}, in seconds. */
  public BigDecimal timeSpent(int place) {
    return sums.get(table.slots(), table.values(place) + TIME_SPENT);
  }

  /**
   * Appends the time spent on the URL at {@code place}, in seconds, with all its decimals; nothing
   * if no visit has a duration.
   */
  public void appendTimeSpent(int place, ByteOutput to) {
    if (visits(place) == withoutDuration(place)) {
      return;
    }
    sums.appendText(table.slots(), table.values(place) + TIME_SPENT, 0, to);
  }

  /**
   * Appends the average time spent on the URL at {@code place}, in seconds with 3 decimals, rounded
   * half up, over the visits that have a duration; nothing if none has one.
   */
  public void appendAverage(int place, ByteOutput to) {
    long timed = visits(place) - withoutDuration(place);
    if (timed > 0) {
      sums.appendAverage(table.slots(), table.values(place) + TIME_SPENT, timed, to);
    }
  }
}
