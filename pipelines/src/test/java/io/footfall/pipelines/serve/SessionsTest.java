package io.footfall.pipelines.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SessionsTest {
  /** A clock that is put forward by hand. */
  private static final class HandClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final HandClock clock = new HandClock();
  private final Sessions sessions = new Sessions(clock);

  @Test
  void sessionEndsAtItsTimeoutOrWhenItIsClosed() {
    String one = sessions.begin();
    String other = sessions.begin();
    assertThat(one, is(not(other)));
    assertThat(sessions.isOpen(one), is(true));
    sessions.end(one);
    assertThat(sessions.isOpen(one), is(false));
    assertThat(sessions.isOpen(other), is(true));
    clock.now = clock.now.plus(Sessions.LENGTH).minusMillis(1);
    assertThat(sessions.isOpen(other), is(true));
    clock.now = clock.now.plusMillis(1);
    assertThat(sessions.isOpen(other), is(false));
    assertThat(sessions.isOpen("made up"), is(false));
  }

  @Test
  void newSessionEndsTheOldest() {
    String first = sessions.begin();
    for (int i = 1; i < 1000; i++) {
      sessions.begin();
    }
    assertThat(sessions.isOpen(first), is(true));
    String last = sessions.begin();
    assertThat(sessions.isOpen(first), is(false));
    assertThat(sessions.isOpen(last), is(true));
  }
}
