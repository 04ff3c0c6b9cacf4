package io.footfall.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file lock of the operating system. The empty file remains after the lock is released; otherwise
 * a process could lock a file that another one has just removed.
 *
 * <p>POSIX drops a process's lock as soon as the process closes <em>any</em> descriptor of the
 * file. So a process that holds the lock must not open its file again. The files of held locks are
 * recorded in the JVM's system properties, which all class loaders share.
 */
final class LocalLock extends DirectoryLock {
  private static final String HELD = "footfall.lock.";

  private final Path file;
  private final FileChannel channel;
  private final @Nullable Object key;

  private LocalLock(Path file, FileChannel channel, @Nullable Object key) {
    this.file = file;
    this.channel = channel;
    this.key = key;
  }

  static LocalLock lock(String directory, String description) throws IOException {
    Path file = Files.createDirectories(Path.of(directory)).toRealPath().resolve(FILE);
    Object holder = System.getProperties().putIfAbsent(HELD + file, description);
    if (holder != null) {
      throw new DirectoryLockedException(directory, holder.toString());
    }
    LocalLock lock = null;
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        throw new DirectoryLockedException(directory, content(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(description.getBytes(StandardCharsets.UTF_8)), 0);
      lock = new LocalLock(file, channel, key(file));
      return lock;
    } finally {
      if (lock == null) {
        if (channel != null) {
          channel.close();
        }
        System.getProperties().remove(HELD + file);
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String content(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 12));
    channel.read(bytes, 0);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void requireHeld() throws IOException {
    boolean inPlace;
    try {
      inPlace = channel.isOpen() && (key == null || key.equals(key(file)));
    } catch (NoSuchFileException e) {
      inPlace = false;
    }
    if (!inPlace) {
      throw new IOException("the lock " + file + " was lost: something removed its file");
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.truncate(0);
      } finally {
        channel.close();
        System.getProperties().remove(HELD + file);
      }
    }
  }
}
