package io.footfall.pipelines.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorFileTest {
  @TempDir Path temp;

  private CursorFile orders() {
    return new CursorFile(temp.resolve("state/orders.json"), "shop table orders", "id");
  }

  @Test
  void keepsTheLastValueAndNothingElse() throws Exception {
    assertThat(orders().read(), is(Optional.empty()));
    orders().write("2024-03-01 10:00:00.123456+00");
    orders().write("42");
    assertThat(orders().read(), is(Optional.of("42")));
    try (Stream<Path> files = Files.list(temp.resolve("state"))) {
      assertThat(files.count(), is(1L));
    }
  }

  @Test
  void whatWasKeptForAnotherTableOrColumnIsRefused() {
    orders().write("42");
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
  void anyOtherFileIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(orders().file().getParent());
    for (String other : new String[] {"", "42", "{\"value\": 42}", "id,name"}) {
      Files.writeString(orders().file(), other);
      FootfallException refused = assertThrows(FootfallException.class, orders()::read);
      assertThat(refused.getMessage(), containsString("is not a cursor file"));
      assertThat(Files.readString(orders().file()), is(other));
    }
  }
}
