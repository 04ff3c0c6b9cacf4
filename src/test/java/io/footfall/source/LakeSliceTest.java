package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.footfall.lake.BatchWriter;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeSliceTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final int ROWS_OF_A_GROUP = 1 << 20;
  private static final Instant NIGHT = Instant.parse("2024-03-01T22:59:59.999999Z");

  @TempDir Path temp;

  private LakeFolder lake() {
    return LakeFolder.of(temp.toString(), "visits");
  }

  private void batch(String id, int visits) throws IOException {
    try (BatchWriter<VisitRow> writer = new BatchWriter<>(VISITS, LakeTarget.of(lake(), id, id))) {
      VisitRow row = new VisitRow();
      for (int i = 0; i < visits; i++) {
        row.set(Visit.of(id + "-" + i, NIGHT.plusNanos(i * 1000L), "/", BigDecimal.ONE));
        writer.add(row);
      }
      writer.commit();
    }
  }

  /** Returns the only file: merged, if there are several. */
  private LakeFile file() throws IOException {
    if (lake().liveFiles().size() > 1) {
      new Compaction(lake(), VISITS.lake().schema(), LakeTarget.DEFAULT_FILE_BYTES, "1", null)
          .run(Compaction.Listener.SILENT);
    }
    return lake().liveFiles().get(0);
  }

  private static List<String> users(SliceSource source, VisitsDataset dataset) {
    List<String> users = new ArrayList<>();
    try (source) {
      RecordReader<VisitRow> records = RecordReader.of(dataset, source, ReadSettings.defaults());
      while (records.next()) {
        assertThat(records.fault() == null, is(true));
        users.add(records.row().toVisit().userId());
      }
    }
    return users;
  }

  private SliceSource open(String name, long from, long to, VisitsDataset dataset)
      throws IOException {
    return SliceSource.open(
        new FileSlice(name, from, to, file().bytes()), dataset, ReadSettings.defaults());
  }

  @Test
  void assignsEachRowToOneSlice() throws Exception {
    int more = 10;
    batch("many", ROWS_OF_A_GROUP + more);
    LakeFile file = file();
    String name = LakePart.whole(lake().resolve(file)).name();
    List<String> first = users(open(name, 0, 1000, VISITS), VISITS);
    assertThat(first.size(), is(ROWS_OF_A_GROUP));
    List<String> second = users(open(name, 1000, file.bytes(), VISITS), VISITS);
    assertThat(second.size(), is(more));
    assertThat(second.get(more - 1), is("many-" + (ROWS_OF_A_GROUP + more - 1)));
    try (SliceSource source = open(name, 1000, file.bytes(), VISITS)) {
      RecordReader.of(VISITS, source, ReadSettings.defaults()).next();
      assertThat(source.recordOffset(), is((long) ROWS_OF_A_GROUP));
    }
  }

  @Test
  void daysBeginInTheZoneOfTheDataset() throws Exception {
    batch("a", 2);
    VisitsDataset berlin = new VisitsDataset(ZoneId.of("Europe/Berlin"));
    List<LocalDate> days = new ArrayList<>();
    try (SliceSource source =
        open(LakePart.whole(lake().resolve(file())).name(), 0, Long.MAX_VALUE, berlin)) {
      RecordReader<VisitRow> records = RecordReader.of(berlin, source, ReadSettings.defaults());
      while (records.next()) {
        days.add(LocalDate.ofEpochDay(records.row().epochDay));
      }
    }
    assertThat(days, contains(LocalDate.parse("2024-03-01"), LocalDate.parse("2024-03-02")));
  }

  @Test
  void partsOfAFileAreTheRecordsOfSomeBatches() throws Exception {
    batch("a", 1);
    batch("b", 1);
    batch("c", 1);
    String path = lake().resolve(file());
    LakePart butA = new LakePart(path, 0, true, List.of("a"));
    LakePart onlyA = new LakePart(path, 1, false, List.of("a"));
    assertThat(users(open(butA.name(), 0, Long.MAX_VALUE, VISITS), VISITS), contains("b-0", "c-0"));
    assertThat(users(open(onlyA.name(), 0, Long.MAX_VALUE, VISITS), VISITS), contains("a-0"));
    assertThat(
        users(
            open(
                new LakePart(path, 0, true, List.of("a", "b", "c")).name(),
                0,
                Long.MAX_VALUE,
                VISITS),
            VISITS),
        is(empty()));
    assertThat(LakePart.named(butA.name()), is(butA));
    assertThat(LakePart.named(onlyA.name()), is(onlyA));
    assertThat(butA.name().compareTo(onlyA.name()) < 0, is(true));
  }
}
