package io.footfall.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DayRowGroupsTest {
  private static final int MANY = 70_000;
  private static final long SECONDS_OF_DAY = 86_400;

  private final VisitsDataset dataset = new VisitsDataset(ZoneOffset.UTC);
  private final List<String> sent = new ArrayList<>();
  private final VisitRow row = new VisitRow();

  @Test
  void sendsALargeDayOnceTheNextHasBegun() {
    try (DayRowGroups<VisitRow> groups = groups()) {
      add("2024-03-01", MANY, groups);
      assertThat(sent, empty());
      add("2024-03-02", 10_000, groups);
      assertThat(sent, contains("19783: 70000"));
      groups.drain();
      assertThat(sent, contains("19783: 70000", "19784: 10000"));
    }
  }

  @Test
  void holdsSmallDaysUntilTheEnd() {
    try (DayRowGroups<VisitRow> groups = groups()) {
      for (int i = 0; i < 2; i++) {
        add("2024-03-01", 100, groups);
        add("2024-03-02", 10_000, groups);
      }
      assertThat(sent, empty());
      groups.drain();
      assertThat(sent, containsInAnyOrder("19783: 200", "19784: 20000"));
    }
  }

  @Test
  void writesFurtherRowGroupsAfterItHasSentAll() {
    try (DayRowGroups<VisitRow> groups = groups()) {
      add("2024-03-01", 3, groups);
      groups.drain();
      add("2024-03-02", 2, groups);
      groups.drain();
      groups.drain();
      assertThat(sent, contains("19783: 3", "19784: 2"));
    }
  }

  @Test
  void fillsFurtherRowGroupsAfterItHasReachedItsLimit() {
    List<Long> sizes = new ArrayList<>();
    Random random = new Random(7);
    long midnight = Instant.parse("2024-03-01T00:00:00Z").getEpochSecond();
    try (DayRowGroups<VisitRow> groups =
        new DayRowGroups<>(
            dataset.lake(), "batch", 4L << 20, (day, chunk) -> sizes.add(rows(chunk)))) {
      for (int i = 0; i < 5 * MANY; i++) {
        long seconds = midnight + i % 2 * SECONDS_OF_DAY;
        String text = Long.toHexString(random.nextLong());
        row.set(new Visit(text, seconds * 1_000_000, "/" + text, BigDecimal.ONE));
        groups.add(row);
      }
    }
    assertThat(sizes, hasSize(greaterThan(2)));
    assertThat(sizes, everyItem(greaterThan(10_000L)));
  }

  private void add(String date, int count, DayRowGroups<VisitRow> to) {
    Instant midnight = Instant.parse(date + "T00:00:00Z");
    row.set(new Visit("ann", midnight.getEpochSecond() * 1_000_000, "/a", BigDecimal.ONE));
    for (int i = 0; i < count; i++) {
      to.add(row);
    }
  }

  private DayRowGroups<VisitRow> groups() {
    return new DayRowGroups<>(
        dataset.lake(),
        "batch",
        Long.MAX_VALUE,
        (day, chunk) -> sent.add(day + ": " + rows(chunk)));
  }

  private long rows(ByteOutput chunk) {
    ByteInput in = new ByteInput(chunk.array(), 2, chunk.size());
    in.readZigZag();
    in.readZigZag();
    try (ParquetFileWriter file =
        new ParquetFileWriter(dataset.lake().schema(), OutputStream.nullOutputStream())) {
      return file.append(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
