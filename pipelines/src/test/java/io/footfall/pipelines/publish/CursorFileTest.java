package io.footfall.pipelines.publish;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.publish.CursorFile.Position;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorFileTest {
  @TempDir Path temp;

  private CursorFile orders() {
    return new CursorFile(temp.resolve("state/orders.json"), "shop table orders", "id");
  }

  private static Position at(String value) {
    return new Position(value, List.of("a", "a", "b"), null);
  }

  @Test
  void keepsTheLastPositionAndNothingElse() throws Exception {
    assertThat(orders().read(), is(Position.START));
    orders().write(at("2024-03-01 10:00:00.123456+00"));
    orders().write(at("42"));
    assertThat(orders().read(), is(at("42")));
    try (Stream<Path> files = Files.list(temp.resolve("state"))) {
      assertThat(files.count(), is(1L));
    }
  }

  @Test
  void knowsOfRunsThatStoredNoPosition() {
    orders().begin(Position.START);
    assertThat(orders().read().value(), is(nullValue()));
    assertThat(Instant.parse(orders().read().unfinished()), is(lessThanOrEqualTo(Instant.now())));
    orders().write(Position.START);
    assertThat(orders().read(), is(Position.START));
    orders().write(at("42"));
    orders().begin(orders().read());
    assertThat(orders().read().value(), is("42"));
    assertThat(orders().read().sent(), is(at("42").sent()));
    assertThat(orders().read().unfinished(), is(notNullValue()));
  }

  @Test
  void readsThePositionOfAnEarlierVersionWithoutIds() throws Exception {
    Files.createDirectories(orders().file().getParent());
    Files.writeString(
        orders().file(), "{\"source\":\"shop table orders\",\"column\":\"id\",\"value\":\"42\"}\n");
    assertThat(orders().read(), is(new Position("42", null, null)));
  }

  @Test
  void onlyOneRunMayUseIt() throws Exception {
    try (Closeable held = orders().lock()) {
      assertThat(refusal(orders()::lock), containsString("orders.json: it is locked"));
      assertThat(held, is(notNullValue()));
    }
    orders().lock().close();
  }

  @Test
  void refusesTheCursorOfAnotherTableOrColumn() {
    orders().write(at("42"));
    for (CursorFile other :
        new CursorFile[] {
          new CursorFile(orders().file(), "shop table visits", "id"),
          new CursorFile(orders().file(), "shop table orders", "number")
        }) {
      FootfallException refused = assertThrows(FootfallException.class, other::read);
      assertThat(refused.getMessage(), containsString("belongs to column id of shop table"));
      assertThat(refused.kind(), is(FootfallException.Kind.USAGE));
    }
  }

  @Test
  void refusesOtherFilesUnchanged() throws Exception {
    Files.createDirectories(orders().file().getParent());
    for (String other : new String[] {"", "42", "{\"value\": 42}", "id,name"}) {
      Files.writeString(orders().file(), other);
      assertThat(refusal(orders()::read), containsString("is not a cursor file"));
      assertThat(Files.readString(orders().file()), is(other));
    }
  }
}
