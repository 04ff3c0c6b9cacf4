package io.footfall.stream;

import io.footfall.bytes.Sha256;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Remembers which files of a watched directory were read, and decides which may be read now.
 *
 * <p>Memory is bounded by the content of the directory, not by its history: about 40 bytes per
 * existing file, and per file deleted within the last {@link #REMEMBERED_AFTER}. Names are kept as
 * 128 bits of their SHA-256. A single time before which all files count as read would need less
 * memory. But a file that is moved into the directory keeps its modification time, and would be
 * lost silently.
 *
 * <ul>
 *   <li>A file may be read after two consecutive polls have seen the same size and modification
 *       time; a file that is being written changes between polls.
 *   <li>A file that was read, and differs in a later poll, is reported as changed, once.
 *   <li>A deleted file is forgotten after {@link #REMEMBERED_AFTER}. If it reappears unchanged
 *       before then, it is the same file; otherwise it is another one. A poll that finds nothing
 *       forgets nothing, because a file system can be unavailable for a while.
 * </ul>
 *
 * <p>All times are in milliseconds since the epoch; the clock is a parameter. Not thread-safe.
 */
final class SeenFiles {
  /** Retention of deleted files. */
  static final Duration REMEMBERED_AFTER = Duration.ofDays(1);

  private static final Comparator<InputFile> IN_ORDER =
      Comparator.comparingLong(InputFile::lastModifiedMillis).thenComparing(InputFile::name);

  private final Map<FileId, Seen> seen;

  private enum State {
    /** One poll has seen it. */
    FOUND,
    /** It is being read, or was read. */
    TAKEN,
    /** It was read, changed after that, and was reported. */
    CHANGED
  }

  /** Identifies a file by its name. */
  private record FileId(long high, long low) {
    static FileId of(String name) {
      ByteBuffer hash = ByteBuffer.wrap(Sha256.of(name));
      return new FileId(hash.getLong(), hash.getLong());
    }
  }

  /**
   * A file.
   *
   * @param goneSince the poll that did not find it; 0 if it exists
   */
  private record Seen(State state, long size, long modified, long goneSince) {
    boolean isLike(InputFile file) {
      return size == file.size() && modified == file.lastModifiedMillis();
    }

    static Seen of(State state, InputFile file) {
      return new Seen(state, file.size(), file.lastModifiedMillis(), 0);
    }
  }

  /**
   * The result of a poll.
   *
   * @param ready files that may be read now, oldest first
   * @param changed files that changed after they were taken
   * @param waiting other files that may be read later, because the previous poll had not seen them
   *     in this state
   */
  record Poll(List<InputFile> ready, List<InputFile> changed, List<InputFile> waiting) {}

  /** Creates an empty memory. */
  SeenFiles() {
    this(new HashMap<>());
  }

  private SeenFiles(Map<FileId, Seen> seen) {
    this.seen = seen;
  }

  /** Returns an independent copy. */
  SeenFiles copy() {
    return new SeenFiles(new HashMap<>(seen));
  }

  /**
   * Returns the part that a file belongs to, the same in every poll.
   *
   * @param parts the number of parts
   */
  static int part(String name, int parts) {
    return (int) Math.floorMod(FileId.of(name).low(), (long) parts);
  }

  /** Updates the state with the existing files. */
  Poll poll(List<InputFile> present, long now) {
    List<InputFile> ready = new ArrayList<>();
    List<InputFile> changed = new ArrayList<>();
    List<InputFile> waiting = new ArrayList<>();
    Set<FileId> there = new HashSet<>();
    for (InputFile file : present) {
      FileId id = FileId.of(file.name());
      there.add(id);
      Seen before = seen.get(id);
      if (before == null || (before.goneSince() > 0 && !before.isLike(file))) {
        seen.put(id, Seen.of(State.FOUND, file));
        waiting.add(file);
      } else if (before.state() == State.FOUND) {
        if (before.isLike(file)) {
          ready.add(file);
        } else {
          waiting.add(file);
        }
        seen.put(id, Seen.of(State.FOUND, file));
      } else if (!before.isLike(file)) {
        if (before.state() == State.TAKEN) {
          changed.add(file);
        }
        seen.put(id, Seen.of(State.CHANGED, file));
      } else if (before.goneSince() > 0) {
        seen.put(id, Seen.of(before.state(), file));
      }
    }
    forget(there, now);
    ready.sort(IN_ORDER);
    changed.sort(IN_ORDER);
    return new Poll(ready, changed, waiting);
  }

  private void forget(Set<FileId> there, long now) {
    long before = there.isEmpty() ? Long.MIN_VALUE : now - REMEMBERED_AFTER.toMillis();
    seen.entrySet()
        .removeIf(
            e ->
                !there.contains(e.getKey())
                    && (e.getValue().state() == State.FOUND
                        || (e.getValue().goneSince() > 0 && e.getValue().goneSince() < before)));
    seen.replaceAll(
        (id, file) ->
            there.contains(id) || file.goneSince() > 0
                ? file
                : new Seen(file.state(), file.size(), file.modified(), Math.max(1, now)));
  }

  /** Records that a file is being read, so that it is never read again. */
  void take(InputFile file) {
    seen.put(FileId.of(file.name()), Seen.of(State.TAKEN, file));
  }

  /** Encodes {@link SeenFiles}. */
  static final class SeenFilesCoder extends AtomicCoder<SeenFiles> {
    private static final long serialVersionUID = 1L;

    private static final State[] STATES = State.values();

    @Override
    public void encode(SeenFiles files, OutputStream out) throws IOException {
      VarIntCoder.of().encode(files.seen.size(), out);
      for (Map.Entry<FileId, Seen> file : files.seen.entrySet()) {
        BigEndianLongCoder.of().encode(file.getKey().high(), out);
        BigEndianLongCoder.of().encode(file.getKey().low(), out);
        VarIntCoder.of().encode(file.getValue().state().ordinal(), out);
        VarLongCoder.of().encode(file.getValue().size(), out);
        VarLongCoder.of().encode(file.getValue().modified(), out);
        VarLongCoder.of().encode(file.getValue().goneSince(), out);
      }
    }

    @Override
    public SeenFiles decode(InputStream in) throws IOException {
      Map<FileId, Seen> seen = new HashMap<>();
      for (int n = VarIntCoder.of().decode(in); n > 0; n--) {
        FileId id =
            new FileId(BigEndianLongCoder.of().decode(in), BigEndianLongCoder.of().decode(in));
        State state = STATES[VarIntCoder.of().decode(in)];
        seen.put(
            id,
            new Seen(
                state,
                VarLongCoder.of().decode(in),
                VarLongCoder.of().decode(in),
                VarLongCoder.of().decode(in)));
      }
      return new SeenFiles(seen);
    }
  }
}
