package io.footfall.pipelines.replay;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ContentId;
import io.footfall.dataset.Dataset;
import io.footfall.files.DirectoryLock;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.lake.BatchWriter;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.ReplayBatch;
import io.footfall.lake.Seal;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFile;
import io.footfall.rejects.RejectFolder;
import io.footfall.source.MessageReader;
import io.footfall.source.ReadProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Replays rejected records: valid ones become a batch of the lake, the others are rejected again
 * with one more attempt.
 *
 * <p>Each reject is replayed exactly once: the seal of the batch lists the reject files that were
 * replayed, and a listed file is never replayed again. New reject files have the id of the batch in
 * their name and are valid once it is sealed. After a crash the next replay resumes, and repeating
 * a replay changes nothing.
 *
 * @param <R> the row
 */
public final class Replay<R> {
  /** The names of Footfall's own files start with the dataset. */
  private static final Pattern OF_DATASET = Pattern.compile("(?:^|/)([a-z]+)-1-[-0-9]+-[^/]*$");

  /** Codes for whole files, which a replay cannot correct. */
  private static final Set<String> NO_RECORDS =
      Set.of(RejectCode.UNREADABLE_FILE.name(), RejectCode.CHANGED_FILE.name());

  private final Dataset<R> dataset;
  private final RejectFolder rejects;
  private final LakeTarget about;
  private final ReadSettings csvSettings;
  private final ReadSettings jsonSettings;
  private final Fix fix;
  private final ReadProgress progress = new ReadProgress();

  /**
   * Creates a replay.
   *
   * @param rejects directory of the rejects, also for records that are rejected again
   * @param about the lake and the content of the seal; its batch and run are ignored
   * @param csvSettings how CSV records are read: without a header
   * @param jsonSettings how records that look like JSON objects are read
   */
  public Replay(
      Dataset<R> dataset,
      RejectFolder rejects,
      LakeTarget about,
      ReadSettings csvSettings,
      ReadSettings jsonSettings,
      Fix fix) {
    this.dataset = dataset;
    this.rejects = rejects;
    this.about = about;
    this.csvSettings = csvSettings;
    this.jsonSettings = jsonSettings;
    this.fix = fix;
  }

  /**
   * The result of a replay.
   *
   * @param files number of files replayed
   * @param replayedBefore number of files skipped because an earlier replay replayed them
   * @param unchanged number of files skipped because a replay with these options wrote them
   * @param ok number of valid records
   * @param rejected number of rejected records by reason
   * @param rejectsFile file of the records rejected again, or empty
   * @param invalidLines number of skipped lines that are not rejects
   * @param firstInvalidLine file and line of the first of them, or empty
   * @param seal seal of the batch, if there was anything to replay
   */
  public record Outcome(
      int files,
      int replayedBefore,
      int unchanged,
      long ok,
      Map<String, Long> rejected,
      String rejectsFile,
      long invalidLines,
      String firstInvalidLine,
      Optional<Seal> seal) {
    /** Returns the number of rejected records. */
    public long rejectedInAll() {
      return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Returns the progress of the replay, in bytes of reject files. */
  ReadProgress progress() {
    return progress;
  }

  /** Replays all files that have not been replayed. */
  public Outcome run() throws IOException {
    if (rejects.files().isEmpty()) {
      return new Outcome(0, 0, 0, 0, Map.of(), "", 0, "", Optional.empty());
    }
    // Two replays at once would read the same rejects, each before the other has sealed them.
    try (DirectoryLock lakeLock = lock(about.folder());
        DirectoryLock rejectsLock = lock(rejects.folder())) {
      about.lake().removeOrphans(Instant.now());
      Outcome outcome = replay();
      lakeLock.requireHeld();
      rejectsLock.requireHeld();
      return outcome;
    }
  }

  private static DirectoryLock lock(String folder) throws IOException {
    return DirectoryLock.acquire(folder, "a replay");
  }

  private Outcome replay() throws IOException {
    ReplayedRejects replayed = ReplayedRejects.in(List.of(about.lake()));
    List<MatchResult.Metadata> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int before = 0;
    int unchanged = 0;
    for (MatchResult.Metadata file : rejects.files()) {
      String name = rejects.nameOf(file);
      if (!isOfDataset(name)) {
        continue;
      }
      switch (replayed.state(rejects, file)) {
        case REPLAYED -> before++;
        case OPEN -> {
          if (hasSameResult(name)) {
            unchanged++;
          } else {
            files.add(file);
            names.add(name);
          }
        }
        case UNSEALED -> {
          // Its records are also in open files, so this replay writes it again.
        }
      }
    }
    if (files.isEmpty()) {
      return new Outcome(0, before, unchanged, 0, Map.of(), "", 0, "", Optional.empty());
    }
    LakeTarget target = about.withBatch(id(names)).withReplayedRejects(names);
    try (DirectoryLock staging = lock(target.temporaryFolder());
        Attempt attempt = new Attempt(target)) {
      for (MatchResult.Metadata file : files) {
        attempt.latestChange = Math.max(attempt.latestChange, file.lastModifiedMillis());
        RejectFolder.read(file, attempt);
        progress.bytes().add(file.sizeBytes());
      }
      staging.requireHeld();
      String rejectsFile = attempt.writeRejects();
      attempt.writer.account(attempt.tried, attempt.earlier);
      Seal seal = attempt.writer.commit();
      return new Outcome(
          files.size(),
          before,
          unchanged,
          attempt.ok,
          attempt.rejected,
          rejectsFile,
          attempt.invalidLines,
          attempt.firstInvalidLine,
          Optional.of(seal));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Returns whether a file was written by a replay with these options and this version. Replaying
   * it would reject the same records, and seal an empty batch.
   */
  private boolean hasSameResult(String name) throws IOException {
    Optional<String> batch = ReplayedRejects.batchOf(name);
    return batch.isPresent()
        && about
            .lake()
            .seal(batch.get())
            .filter(seal -> id(seal.replayedRejects()).equals(batch.get()))
            .filter(seal -> seal.version().equals(about.version()))
            .isPresent();
  }

  /** Files of other programs, such as Firehose, do not name their dataset and are accepted. */
  private boolean isOfDataset(String name) {
    Matcher ours = OF_DATASET.matcher(name);
    return !ours.find() || ours.group(1).equals(dataset.schema().dataset());
  }

  /**
   * Returns the id of the batch. The same rejects with other options, such as another fix, form
   * another batch.
   */
  private String id(List<String> names) {
    ContentId id = new ContentId();
    names.forEach(id::addLine);
    about.options().forEach((name, value) -> id.addLine(name + "=" + value));
    id.addLine(fix.toString());
    return ReplayBatch.id(id);
  }

  /** One pass over all records. */
  private final class Attempt implements RejectFolder.Visitor, AutoCloseable {
    private final LakeTarget target;
    private final BatchWriter<R> writer;
    private final MessageReader csv = new MessageReader(dataset.schema(), csvSettings);
    private final MessageReader json = new MessageReader(dataset.schema(), jsonSettings);
    private final RecordReader<R> csvRecords = RecordReader.forLake(dataset, csv, csvSettings);
    private final RecordReader<R> jsonRecords = RecordReader.forLake(dataset, json, jsonSettings);
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, SourceCounts> tried = new TreeMap<>();
    private final Map<String, SourceCounts> earlier = new TreeMap<>();
    private final String temporary;
    private @Nullable OutputStream out;
    private long ok;
    private long latestArrival;
    private long latestChange;
    private long invalidLines;
    private String firstInvalidLine = "";

    Attempt(LakeTarget target) {
      this.target = target;
      writer = new BatchWriter<>(dataset, target);
      temporary = rejects.folder() + "." + target.batch();
    }

    @Override
    public void reject(KeptReject kept) {
      latestArrival = Math.max(latestArrival, kept.arrivalMillis());
      RejectCode.named(kept.code()).ifPresent(counts(earlier, kept.source())::readInvalid);
      Origin origin =
          Origin.at(kept.source(), kept.offset(), kept.line(), kept.arrivalMillis())
              .withAttempts(kept.attempts() + 1);
      if (NO_RECORDS.contains(kept.code())) {
        again(
            origin.reject(RejectCode.valueOf(kept.code()), kept.message(), null, null, kept.raw()));
        return;
      }
      byte[] record = fix.apply(kept.raw());
      boolean isJson = firstByte(record) == '{';
      (isJson ? json : csv).open(record);
      RecordReader<R> records = isJson ? jsonRecords : csvRecords;
      boolean any = false;
      while (records.next()) {
        any = true;
        if (records.fault() == null) {
          writer.add(records.row());
          ok++;
          progress.records().increment();
          SourceCounts counted = counts(tried, kept.source());
          counted.read++;
          counted.ok++;
        } else {
          again(records.reject(origin));
        }
      }
      if (!any) {
        again(
            origin.reject(
                RejectCode.MISSING_FIELD, "The record is empty.", null, null, kept.raw()));
      }
    }

    private static SourceCounts counts(Map<String, SourceCounts> of, String source) {
      return of.computeIfAbsent(source, s -> new SourceCounts());
    }

    private static int firstByte(byte[] record) {
      for (byte b : record) {
        if (b > ' ') {
          return b;
        }
      }
      return ' ';
    }

    @Override
    public void otherLine(String file, long line) {
      if (invalidLines++ == 0) {
        firstInvalidLine = file + ", line " + line;
      }
    }

    private void again(Reject reject) {
      progress.records().increment();
      progress.rejects().increment();
      rejected.merge(reject.code().name(), 1L, Long::sum);
      counts(tried, reject.source()).readInvalid(reject.code());
      try {
        OutputStream to = out;
        if (to == null) {
          to = FirehoseFile.gzip(OutputFiles.create(temporary));
          out = to;
        }
        RejectFile.write(reject, System.currentTimeMillis(), to);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Renames the reject file into place. It is valid once the batch is sealed. */
    String writeRejects() throws IOException {
      if (out == null) {
        return "";
      }
      out.close();
      out = null;
      String file =
          rejects.folder()
              + RejectFile.path(
                  dataset.schema().dataset(),
                  Instant.ofEpochMilli(latestArrival > 0 ? latestArrival : latestChange),
                  target.batch());
      OutputFiles.rename(temporary, file);
      return file;
    }

    @Override
    public void close() throws IOException {
      writer.close();
      if (out != null) {
        try {
          out.close();
        } finally {
          OutputFiles.delete(List.of(temporary));
        }
      }
    }
  }
}
