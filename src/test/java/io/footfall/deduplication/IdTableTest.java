package io.footfall.deduplication;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class IdTableTest {

  private static RecordId id(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    RecordId id = new RecordId();
    id.set(Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK), 0, bytes.length);
    return id;
  }

  private static List<Long> words(RecordId id) {
    return List.of(id.high, id.low);
  }

  @Property
  void keysHaveTheSameIdIfAndOnlyIfTheyAreEqual(
      @ForAll @NotEmpty @StringLength(max = 20) String one,
      @ForAll @NotEmpty @StringLength(max = 20) String other) {
    boolean equal =
        Arrays.equals(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    assertThat(words(id(one)).equals(words(id(other))), is(equal));
  }

  @Property
  void ignoresBytesAfterAKey(@ForAll @NotEmpty @StringLength(max = 40) String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] dirty = Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK);
    Arrays.fill(dirty, bytes.length, dirty.length, (byte) 0xAB);
    RecordId id = new RecordId();
    id.set(dirty, 0, bytes.length);
    assertThat(words(id), is(words(id(key))));
  }

  @Test
  void keysThatDifferByALengthOrByABitAreDifferent() {
    assertThat(words(id("a")), is(not(words(id("a\0")))));
    assertThat(words(id("123456789012345")), is(not(words(id("123456789012346")))));
    assertThat(words(id("1234567890123456")), is(not(words(id("1234567890123457")))));
    assertThat(words(id("123456789012345")), is(not(words(id("1234567890123450")))));
  }

  @Property
  void readsBackPackedIds(@ForAll @NotEmpty String key) {
    RecordId id = id(key);
    ByteOutput out = new ByteOutput();
    id.pack(out);
    assertThat(out.size(), is(RecordId.BYTES));
    RecordId read = new RecordId();
    read.unpack(new ByteInput(out.toByteArray()));
    assertThat(words(read), is(words(id)));
  }

  @Property
  void numbersIdsInTheOrderOfTheirFirstTime(
      @ForAll @Size(max = 400) List<@NotEmpty @StringLength(max = 2) String> keys) {
    IdTable table = new IdTable();
    Map<String, Integer> expected = new HashMap<>();
    for (String key : keys) {
      RecordId id = id(key);
      int number = table.add(id, IdTable.UNKNOWN);
      Integer before = expected.putIfAbsent(key, expected.size());
      assertThat(number, is(before == null ? expected.size() - 1 : -1 - before));
    }
    assertThat(table.size(), is(expected.size()));
  }

  @Test
  void keepsManyIds() {
    IdTable table = new IdTable();
    List<RecordId> ids = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      RecordId id = id("transaction-" + i);
      if (id.partition(64) == 5) {
        ids.add(id);
      }
    }
    ids.forEach(id -> table.add(id, IdTable.UNKNOWN));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(table.add(ids.get(i), IdTable.UNKNOWN), is(-1 - i));
    }
    assertThat(table.size(), is(ids.size()));
  }

  @Test
  void recordsAreComparedWithTheOneThatCounts() {
    IdTable table = new IdTable();
    for (int i = 0; i < 100; i++) {
      table.add(id("transaction-" + i), 100 + i);
    }
    assertThat(table.add(id("transaction-7"), 5), is(-8));
    assertThat(table.differs(7, 107), is(false));
    assertThat(table.differs(7, 5), is(true));
    table.replace(7, 5);
    assertThat(table.differs(7, 5), is(false));
    int unknown = table.add(id("another"), IdTable.UNKNOWN);
    assertThat(table.differs(unknown, 5), is(false));
  }
}
