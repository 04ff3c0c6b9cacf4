package io.footfall.stream;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that waits is read by a thread of its own. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final String BROKEN = "broken";

  /** The records of the underlying source, whose reader blocks indefinitely. */
  private final BlockingQueue<String> records = new LinkedBlockingQueue<>();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<UnboundedReader<String>> open = new ArrayList<>();

  private record Count(int taken) implements CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  private final class Waiting extends UnboundedSource<String, Count> {
    @Override
    public List<? extends UnboundedSource<String, Count>> split(
        int desiredNumSplits, PipelineOptions options) {
      return List.of(this, this);
    }

    @Override
    public UnboundedReader<String> createReader(PipelineOptions options, Count mark) {
      return new WaitingReader(this, mark == null ? 0 : mark.taken());
    }

    @Override
    public Coder<Count> getCheckpointMarkCoder() {
      return SerializableCoder.of(Count.class);
    }

    @Override
    public Coder<String> getOutputCoder() {
      return StringUtf8Coder.of();
    }
  }

  private final class WaitingReader extends UnboundedReader<String> {
    private final Waiting source;
    private int taken;
    private String current = "";

    WaitingReader(Waiting source, int taken) {
      this.source = source;
      this.taken = taken;
    }

    @Override
    public boolean start() {
      return false;
    }

    @Override
    public boolean advance() throws IOException {
      try {
        current = records.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (current.equals(BROKEN)) {
        throw new IOException("the network is gone");
      }
      taken++;
      return true;
    }

    @Override
    public String getCurrent() {
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(taken);
    }

    @Override
    public Instant getWatermark() {
      return Instant.ofEpochMilli(0);
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Count(taken);
    }

    @Override
    public UnboundedSource<String, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private UnboundedReader<String> reader(Count mark) throws IOException {
    UnboundedReader<String> reader = ReadAheadSource.of(new Waiting()).createReader(OPTIONS, mark);
    open.add(reader);
    assertThat(reader.start(), is(false));
    return reader;
  }

  @AfterEach
  void close() throws IOException {
    for (UnboundedReader<String> reader : open) {
      reader.close();
    }
  }

  private static void awaitNext(UnboundedReader<String> reader) throws IOException {
    while (!reader.advance()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void advanceDoesNotBlock() throws Exception {
    UnboundedReader<String> reader = reader(null);
    assertThat(reader.advance(), is(false));
    records.add("a");
    awaitNext(reader);
    assertThat(reader.getCurrent(), is("a"));
    assertThat(reader.getCurrentTimestamp(), is(Instant.ofEpochMilli(1)));
    assertThat(reader.advance(), is(false));
  }

  @Test
  void recordsKeepTheirOrder() throws Exception {
    UnboundedReader<String> reader = reader(null);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      sent.add("record " + i);
    }
    records.addAll(sent);
    List<String> found = new ArrayList<>();
    while (found.size() < sent.size()) {
      awaitNext(reader);
      found.add(reader.getCurrent());
    }
    assertThat(found, is(sent));
  }

  @Test
  void checkpointExcludesRecordsThatWereNotTaken() throws Exception {
    UnboundedReader<String> reader = reader(new Count(7));
    records.addAll(List.of("a", "b", "c"));
    awaitNext(reader);
    while (!records.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(reader.getCheckpointMark(), is(new Count(8)));
    awaitNext(reader);
    assertThat(reader.getCheckpointMark(), is(new Count(9)));
  }

  @Test
  void checkpointBeforeTheFirstRecordIsTheStart() throws Exception {
    assertThat(reader(new Count(7)).getCheckpointMark(), is(new Count(7)));
  }

  @Test
  void reportsAFailureAfterEarlierRecords() throws Exception {
    UnboundedReader<String> reader = reader(null);
    records.addAll(List.of("a", BROKEN));
    awaitNext(reader);
    assertThat(reader.getCurrent(), is("a"));
    assertThat(
        messageOf(IOException.class, () -> awaitNext(reader)),
        containsString("the network is gone"));
  }

  @Test
  void closeEndsTheThreadAndTheSource() throws Exception {
    UnboundedReader<String> reader = reader(null);
    reader.close();
    assertThat(closed.await(1, TimeUnit.MINUTES), is(true));
  }

  @Test
  void splitsIntoSourcesThatReadAhead() throws Exception {
    List<ReadAheadSource<String, Count>> parts =
        ReadAheadSource.of(new Waiting()).split(2, OPTIONS);
    assertThat(parts.size(), is(2));
  }
}
