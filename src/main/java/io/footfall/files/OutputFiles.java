package io.footfall.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Operations on output files, on any Beam file system. Local files are resolved without Beam, whose
 * local file system walks the whole tree below a directory to find one file, and treats a bracket
 * in a directory's name as a pattern.
 */
public final class OutputFiles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int READ_ONE_BY_ONE = 4;
  private static final int READERS = 32;
  private static final Duration UNTIL_ABANDONED = Duration.ofHours(1);
  private static final Set<String> STOPPED = ConcurrentHashMap.newKeySet();

  private OutputFiles() {}

  /**
   * Refuses to create more files in directories of this name in this process. Their run has ended,
   * and its remaining threads must not create the directories again.
   *
   * @param folderName the name of the folder alone, without slashes
   */
  public static void stop(String folderName) {
    STOPPED.add(folderName);
  }

  private static void refuseIfStopped(String file) throws IOException {
    for (String folderName : STOPPED) {
      if (file.contains("/" + folderName + "/")) {
        throw new IOException("the run was stopped");
      }
    }
  }

  /** Returns the path of a directory, ending with a slash. */
  public static String directory(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  /** Returns the absolute path of a directory, or its URL, ending with a slash. */
  public static String absoluteDirectory(String path) {
    return directory(isLocal(path) ? Path.of(path).toAbsolutePath().normalize().toString() : path);
  }

  /** Returns whether this is a path on a local disk. */
  public static boolean isLocal(String path) {
    return !path.contains("://");
  }

  /**
   * Returns the files directly in a directory.
   *
   * @param folder the folder, ending with a slash; it need not exist
   * @param names a pattern for the names, in which {@code *} matches any text
   * @return their paths, sorted
   */
  public static List<String> list(String folder, String names) throws IOException {
    List<String> found = new ArrayList<>();
    if (isLocal(folder)) {
      Pattern wanted = Pattern.compile("\\Q" + names.replace("*", "\\E.*\\Q") + "\\E");
      found.addAll(
          namesIn(
              folder,
              file ->
                  wanted.matcher(String.valueOf(file.getFileName())).matches()
                      && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)));
      found.replaceAll(folder::concat);
    } else {
      for (MatchResult.Metadata file :
          FileSystems.match(folder + names, EmptyMatchTreatment.ALLOW).metadata()) {
        found.add(file.resourceId().toString());
      }
    }
    found.sort(null);
    return found;
  }

  /** Returns the names of some entries of a local directory, which need not exist. */
  private static List<String> namesIn(String folder, Predicate<Path> wanted) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(Path.of(folder))) {
      for (Path path : inside) {
        if (wanted.test(path)) {
          names.add(String.valueOf(path.getFileName()));
        }
      }
      return names;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /**
   * Returns the IDs of the runs that have a temporary directory here.
   *
   * @param prefix prefix of the directories' names
   */
  public static List<String> temporaryFolders(String folder, String prefix) throws IOException {
    List<String> ids = new ArrayList<>();
    if (isLocal(folder)) {
      ids.addAll(
          namesIn(
              folder,
              path ->
                  String.valueOf(path.getFileName()).startsWith(prefix)
                      && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)));
      ids.replaceAll(name -> name.substring(prefix.length()));
    } else {
      for (String file : list(folder, prefix + "*/*")) {
        String name = file.substring(folder.length() + prefix.length());
        String id = name.substring(0, Math.max(0, name.indexOf('/')));
        if (!id.isEmpty() && !ids.contains(id)) {
          ids.add(id);
        }
      }
    }
    ids.sort(null);
    return ids;
  }

  /**
   * Returns the files directly in a directory that have not changed since a time. Excludes files
   * whose file system reports no time.
   *
   * @param folder the folder, ending with a slash; it need not exist
   */
  public static List<String> untouchedSince(String folder, Instant time) throws IOException {
    List<String> untouched = new ArrayList<>();
    if (isLocal(folder)) {
      for (String file : list(folder, "*")) {
        try {
          if (Files.getLastModifiedTime(Path.of(file)).toInstant().isBefore(time)) {
            untouched.add(file);
          }
        } catch (NoSuchFileException e) {
          // Another process has deleted it.
        }
      }
    } else {
      for (MatchResult.Metadata file :
          FileSystems.match(folder + "*", EmptyMatchTreatment.ALLOW).metadata()) {
        long changed = file.lastModifiedMillis();
        if (changed > 0 && Instant.ofEpochMilli(changed).isBefore(time)) {
          untouched.add(file.resourceId().toString());
        }
      }
    }
    return untouched;
  }

  /**
   * Deletes the temporary directories in which nothing has changed since a time.
   *
   * @param prefix prefix of the directories' names
   * @param claimed the pattern of a file that marks a directory as in use, so that it is kept
   */
  public static void deleteTemporaryFolders(
      String folder, String prefix, String claimed, Instant time) throws IOException {
    for (String id : temporaryFolders(folder, prefix)) {
      String temporary = folder + prefix + id + "/";
      List<String> files = list(temporary, "*");
      boolean isOld =
          untouchedSince(temporary, time).size() == files.size()
              && (!isLocal(folder)
                  // A directory's own time changes when a file is added or removed.
                  || Files.getLastModifiedTime(Path.of(temporary)).toInstant().isBefore(time));
      if (isOld && list(temporary, claimed).isEmpty() && folders(temporary).isEmpty()) {
        delete(files);
        if (isLocal(folder)) {
          Files.deleteIfExists(Path.of(temporary));
        }
      }
    }
  }

  /** Returns the names of the directories directly in a directory, which need not exist. */
  public static List<String> folders(String folder) throws IOException {
    Set<String> names = new TreeSet<>();
    if (isLocal(folder)) {
      names.addAll(namesIn(folder, Files::isDirectory));
    } else {
      for (String file : list(folder, "*/*")) {
        String name = file.substring(folder.length());
        names.add(name.substring(0, name.indexOf('/')));
      }
    }
    return List.copyOf(names);
  }

  /** Returns whether a file exists. */
  public static boolean exists(String file) throws IOException {
    return isLocal(file)
        ? Files.exists(Path.of(file))
        : !FileSystems.match(file, EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }

  /** Creates a file, and returns a buffered stream to it. */
  public static OutputStream create(String file) throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(createChannel(file, "application/octet-stream")), BUFFER_BYTES);
  }

  /**
   * Creates a file. Every file of a run is created here, so that none appears once its claim has
   * ended.
   */
  public static WritableByteChannel createChannel(String file, String mimeType) throws IOException {
    refuseIfStopped(file);
    if (!isLocal(file)) {
      return RemoteOutput.create(resource(file), mimeType);
    }
    Path path = Path.of(file).toAbsolutePath();
    createParent(path);
    return new NamedChannel(
        Files.newByteChannel(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE),
        path);
  }

  private static void createParent(Path file) throws IOException {
    Path parent = Objects.requireNonNull(file.getParent());
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
  }

  /** Creates a file with this content. */
  public static void write(String file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /** Creates a file with this content. */
  public static void write(String file, Content content) throws IOException {
    try (OutputStream out = create(file)) {
      content.write(out);
    }
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the content, and leaves the stream open. */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file as a whole: it is written under another name and renamed. A failure leaves no
   * temporary file.
   *
   * @param temporary an unused name on the same file system
   */
  public static void replace(String file, String temporary, Content content) throws IOException {
    try {
      write(temporary, content);
      rename(temporary, file);
    } catch (IOException | RuntimeException e) {
      try {
        delete(List.of(temporary));
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * Deletes incomplete files of dead processes: those with a temporary name that have not changed
   * for an hour. On a local disk only; a store shows no object before it is complete.
   *
   * @param folder the folder, ending with a slash
   * @param prefix the prefix of the names of incomplete files
   */
  public static void deleteAbandoned(String folder, String prefix) throws IOException {
    if (!isLocal(folder)) {
      return;
    }
    Instant time = Instant.now().minus(UNTIL_ABANDONED);
    for (String file : list(folder, prefix + "*")) {
      try {
        if (Files.getLastModifiedTime(Path.of(file)).toInstant().isBefore(time)) {
          Files.deleteIfExists(Path.of(file));
        }
      } catch (NoSuchFileException e) {
        // Another process was faster.
      }
    }
  }

  /** Reads a whole file. */
  public static byte[] read(String file) throws IOException {
    try (var in = Channels.newInputStream(SteadyChannel.open(file))) {
      return in.readAllBytes();
    }
  }

  /**
   * Reads many small files, several at a time, because most of the time is the latency of the
   * object store.
   *
   * @return their contents, in the same order
   * @throws IOException if one cannot be read
   */
  public static List<byte[]> readAll(List<String> files) throws IOException {
    if (files.size() <= READ_ONE_BY_ONE || files.stream().allMatch(OutputFiles::isLocal)) {
      List<byte[]> contents = new ArrayList<>();
      for (String file : files) {
        contents.add(read(file));
      }
      return contents;
    }
    ExecutorService readers =
        Executors.newFixedThreadPool(Math.min(files.size(), READERS), OutputFiles::daemon);
    try {
      List<Future<byte[]>> reading = new ArrayList<>();
      for (String file : files) {
        reading.add(readers.submit(() -> read(file)));
      }
      List<byte[]> contents = new ArrayList<>();
      for (Future<byte[]> content : reading) {
        contents.add(content.get());
      }
      return contents;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were read");
    } finally {
      readers.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "footfall-reader");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Renames a file and replaces one that has the new name. Between file systems, the file is copied
   * under a temporary name first, so that it appears completely or not at all.
   */
  public static void rename(String from, String to) throws IOException {
    if (isLocal(from) && isLocal(to)) {
      Path target = Path.of(to);
      createParent(target);
      try {
        Files.move(Path.of(from), target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (AtomicMoveNotSupportedException e) {
        // They are on different disks.
      }
    } else if (isSameSystem(from, to)) {
      FileSystems.rename(List.of(resource(from)), List.of(resource(to)));
      return;
    }
    String temporary = to.substring(0, to.lastIndexOf('/') + 1) + ".writing-" + UUID.randomUUID();
    copy(from, temporary);
    rename(temporary, to);
    delete(List.of(from));
  }

  /**
   * Renames files within one file system, several at a time if the file system supports that.
   *
   * @param files the new name of each file by its old one
   */
  public static void rename(Map<String, String> files) throws IOException {
    List<ResourceId> from = new ArrayList<>();
    List<ResourceId> to = new ArrayList<>();
    files.forEach(
        (old, renamed) -> {
          from.add(resource(old));
          to.add(resource(renamed));
        });
    if (!from.isEmpty()) {
      FileSystems.rename(from, to);
    }
  }

  /**
   * Renames files in their order, except those that were renamed before. A retry after a failure,
   * or a second process that does the same, has the same result.
   *
   * @param files the new path of each file by its old one
   * @throws IOException if a file has neither path, or renaming fails
   */
  public static void place(Map<String, String> files) throws IOException {
    Map<String, Set<String>> present = new HashMap<>();
    Map<String, String> waiting = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      String folder = file.getKey().substring(0, file.getKey().lastIndexOf('/') + 1);
      if (!present.containsKey(folder)) {
        present.put(folder, Set.copyOf(list(folder, "*")));
      }
      if (present.get(folder).contains(file.getKey())) {
        waiting.put(file.getKey(), file.getValue());
      } else if (!exists(file.getValue())) {
        throw new IOException(file.getKey() + " is missing");
      }
    }
    boolean together =
        waiting.entrySet().stream()
            .allMatch(
                file -> !isLocal(file.getKey()) && isSameSystem(file.getKey(), file.getValue()));
    if (together) {
      rename(waiting);
      return;
    }
    for (Map.Entry<String, String> file : waiting.entrySet()) {
      rename(file.getKey(), file.getValue());
    }
  }

  /**
   * Copies a file, within one file system by that file system's own copy operation. A failure can
   * leave a partial copy.
   */
  public static void copy(String from, String to) throws IOException {
    if (isSameSystem(from, to)) {
      FileSystems.copy(List.of(resource(from)), List.of(resource(to)));
      return;
    }
    try (InputStream in = Channels.newInputStream(SteadyChannel.open(from));
        OutputStream out = create(to)) {
      in.transferTo(out);
    }
  }

  /** Returns whether two paths have the same kind of file system. */
  public static boolean isSameSystem(String one, String other) {
    return scheme(one).equals(scheme(other));
  }

  private static String scheme(String file) {
    return isLocal(file) ? "" : file.substring(0, file.indexOf("://"));
  }

  /** Returns the size of a file in bytes. */
  public static long size(String file) throws IOException {
    return isLocal(file)
        ? Files.size(Path.of(file))
        : FileSystems.matchSingleFileSpec(file).sizeBytes();
  }

  /** Deletes files, if they exist. */
  public static void delete(Collection<String> files) throws IOException {
    List<ResourceId> remote = new ArrayList<>();
    for (String file : files) {
      if (isLocal(file)) {
        Files.deleteIfExists(Path.of(file));
      } else {
        remote.add(resource(file));
      }
    }
    if (!remote.isEmpty()) {
      FileSystems.delete(remote, StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  /**
   * Deletes the files of a directory that has no subdirectories, and on file systems with
   * directories also the directory. The file of a {@link DirectoryLock} is deleted last, so that a
   * partly deleted directory is still recognized as abandoned.
   */
  public static void deleteFolder(String folder) throws IOException {
    List<String> files = new ArrayList<>(list(folder, "*"));
    boolean isLocked = files.remove(folder + DirectoryLock.FILE);
    delete(files);
    if (isLocked) {
      delete(List.of(folder + DirectoryLock.FILE));
    }
    if (isLocal(folder)) {
      Files.deleteIfExists(Path.of(folder));
    }
  }

  /** Deletes the empty directories from that of {@code file} up to and including {@code top}. */
  public static void deleteEmptyFolders(String file, String top) throws IOException {
    if (!isLocal(file)) {
      return;
    }
    Path last = Path.of(top);
    Path folder = Path.of(file).getParent();
    while (folder != null && folder.startsWith(last) && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
        if (inside.iterator().hasNext()) {
          return;
        }
      }
      Files.delete(folder);
      folder = folder.getParent();
    }
  }

  private static ResourceId resource(String file) {
    return FileSystems.matchNewResource(file, false);
  }
}
