package io.footfall.pipelines.publish;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFile;
import io.footfall.source.ReadProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends the valid records of sources to a stream and writes the others with their reasons to a
 * reject file, by the rules of a report. Several threads can each send a source.
 *
 * @param <R> the row of the dataset
 */
public final class Publication<R> implements AutoCloseable {
  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final MessageStream stream;
  private final SendRate rate;
  private final String rejectsFolder;
  private final String runId;
  private final ReadProgress progress = new ReadProgress();
  // A separate lock, because a thread that waits for the stream must not delay the shutdown.
  private final Object rejectsLock = new Object();
  private @Nullable String rejectsFile;
  private @Nullable OutputStream rejects;
  private boolean closed;

  /**
   * Creates a publication.
   *
   * @param settings how records are read, and which are valid
   * @param rejectsFolder directory for the reject file; ends with a slash
   * @param runId distinguishes the files of this run
   */
  public Publication(
      Dataset<R> dataset,
      ReadSettings settings,
      MessageStream stream,
      SendRate rate,
      String rejectsFolder,
      String runId) {
    this.dataset = dataset;
    this.settings = settings;
    this.stream = stream;
    this.rate = rate;
    this.rejectsFolder = rejectsFolder;
    this.runId = runId;
  }

  /**
   * Sends the records of a source. They are stored once the stream is flushed.
   *
   * @return the counts of the source
   * @throws FootfallException if reading, sending or writing a reject fails
   */
  public SourceCounts send(RecordFeed feed, MessageWriter writer) {
    SourceCounts counts = new SourceCounts();
    ByteOutput scratch = new ByteOutput();
    RecordReader<R> records = RecordReader.of(dataset, feed.records(), settings);
    long bytesBefore = 0;
    while (records.next()) {
      progress.records().increment();
      long bytes = feed.bytesRead().getAsLong();
      progress.bytes().add(bytes - bytesBefore);
      bytesBefore = bytes;
      RejectCode fault = records.fault();
      if (fault != null) {
        counts.reject(fault);
        keep(records.reject(origin(feed)));
        continue;
      }
      String key = writer.key(records.fields());
      byte[] packed = writer.write(records.fields(), scratch);
      // A char has at most three bytes in UTF-8.
      long length = packed.length + 3L * key.length();
      if (length <= stream.maxMessageBytes()) {
        synchronized (this) {
          rate.pass();
          stream.send(key, packed);
        }
        counts.ok++;
        continue;
      }
      counts.reject(RejectCode.RECORD_TOO_LARGE);
      keep(
          records.reject(
              RejectCode.RECORD_TOO_LARGE,
              "the message has %s bytes; %s accepts at most %s including the key"
                  .formatted(packed.length, stream.name(), stream.maxMessageBytes()),
              null,
              origin(feed)));
    }
    progress.bytes().add(feed.bytesRead().getAsLong() - bytesBefore);
    counts.read = records.read();
    counts.repeatedHeaders = records.repeatedHeaders();
    counts.skipped = records.skipped();
    counts.observations().add(records.observations());
    counts.blankLines = feed.records().blankLines();
    counts.bytes = feed.bytesRead().getAsLong();
    return counts;
  }

  /** Returns the progress of reading. */
  public ReadProgress progress() {
    return progress;
  }

  private static Origin origin(RecordFeed feed) {
    return Origin.in(
        feed.source(),
        feed.records().recordOffset(),
        feed.records().recordLine(),
        System.currentTimeMillis());
  }

  private void keep(Reject reject) {
    progress.rejects().increment();
    synchronized (rejectsLock) {
      if (closed) {
        return; // The program is ending; the next run sends all of this again.
      }
      try {
        RejectFile.write(reject, reject.arrivalMillis(), rejects(reject.arrivalMillis()));
      } catch (IOException e) {
        throw notKept(e);
      }
    }
  }

  private OutputStream rejects(long now) throws IOException {
    if (rejects == null) {
      rejectsFile =
          rejectsFolder
              + RejectFile.path(dataset.schema().dataset(), Instant.ofEpochMilli(now), runId);
      rejects = FirehoseFile.gzip(OutputFiles.create(beside(rejectsFile)));
    }
    return rejects;
  }

  /** Returns a hidden name, which readers of rejects ignore until the file is complete. */
  private static String beside(String file) {
    int name = file.lastIndexOf('/') + 1;
    return file.substring(0, name) + ".writing-" + file.substring(name);
  }

  private FootfallException notKept(IOException e) {
    return FootfallException.io(
        "Cannot write rejected records to " + rejectsFolder,
        e,
        "Set another directory with --rejects.");
  }

  /** Returns the reject file, if there is one; complete after {@link #close}. */
  public Optional<String> rejectsFile() {
    synchronized (rejectsLock) {
      return Optional.ofNullable(rejectsFile);
    }
  }

  /**
   * Completes the reject file. Another thread may call this during a shutdown; later rejects are
   * then dropped.
   */
  @Override
  public void close() {
    synchronized (rejectsLock) {
      closed = true;
      try {
        if (rejects != null && rejectsFile != null) {
          rejects.close();
          OutputFiles.rename(beside(rejectsFile), rejectsFile);
          rejects = null;
        }
      } catch (IOException e) {
        throw notKept(e);
      }
    }
  }
}
