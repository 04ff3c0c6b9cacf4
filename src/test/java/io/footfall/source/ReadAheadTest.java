package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private static byte[] readAll(ReadAhead from, int bufferBytes) throws IOException {
    return readAll(from, Integer.MAX_VALUE, bufferBytes);
  }

  private static byte[] readAll(ReadAhead from, int most, int bufferBytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(bufferBytes);
    while (all.size() < most && from.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toByteArray();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void returnsAllBytesInTheirOrder() throws IOException {
    for (int length : new int[] {0, 1, 1 << 17, (1 << 17) + 1, 3_000_000}) {
      byte[] bytes = random(length);
      try (ReadAhead ahead = new ReadAhead("a.gz", new ByteArrayInputStream(bytes))) {
        assertThat(readAll(ahead, 100_003), is(bytes));
        assertThat(ahead.read(ByteBuffer.allocate(10)), is(-1));
      }
    }
  }

  @Test
  void failsAgainAndAgainAfterAllBytesBeforeTheFailure() throws IOException {
    for (Throwable failure :
        new Throwable[] {
          new IOException("damaged"), new IllegalStateException(), new OutOfMemoryError()
        }) {
      InputStream in =
          new SequenceInputStream(new ByteArrayInputStream(random(300_000)), new Failing(failure));
      try (ReadAhead ahead = new ReadAhead("a.gz", in)) {
        assertThat(readAll(ahead, 300_000, 1 << 16).length, is(300_000));
        for (int i = 0; i < 2; i++) {
          assertThat(
              assertThrows(failure.getClass(), () -> readAll(ahead, 1 << 16)),
              sameInstance(failure));
        }
      }
    }
  }

  @Test
  void endsItsThreadWhenItIsClosed() throws IOException {
    AtomicReference<Thread> reader = new AtomicReference<>();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] to, int from, int length) {
            reader.set(Thread.currentThread());
            return length;
          }
        };
    try (ReadAhead ahead = new ReadAhead("a.gz", endless)) {
      assertThat(ahead.read(ByteBuffer.allocate(10)), is(10));
    }
    assertThat(reader.get().isAlive(), is(false));
  }

  private static final class Failing extends InputStream {
    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return read();
    }

    @Override
    public int read() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      throw (Error) failure;
    }
  }
}
