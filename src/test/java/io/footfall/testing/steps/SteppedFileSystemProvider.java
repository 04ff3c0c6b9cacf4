package io.footfall.testing.steps;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The default file system of a Java virtual machine that is started with {@code
 * -Djava.nio.file.spi.DefaultFileSystemProvider=io.footfall.testing.steps.SteppedFileSystemProvider}.
 * It reports each change of a file to {@link FileSteps} before it is carried out. The program under
 * test needs no hooks for that.
 */
public class SteppedFileSystemProvider extends FileSystemProvider {
  private static volatile FileSteps steps = (operation, file) -> {};
  private static volatile ChannelListener channels = channel -> {};

  private final FileSystemProvider real;
  private final SteppedFileSystem system;

  /** Takes each channel that is opened to change or lock a file. */
  public interface ChannelListener {
    /** Called once per channel, after it was opened. */
    void opened(FileChannel channel);
  }

  /** Called by Java with its own provider. */
  public SteppedFileSystemProvider(FileSystemProvider real) {
    this.real = real;
    system = new SteppedFileSystem(this, real.getFileSystem(URI.create("file:///")));
  }

  /** Sets who sees the steps, and the channels that were opened for writing. */
  public static void observe(FileSteps fileSteps, ChannelListener opened) {
    steps = fileSteps;
    channels = opened;
  }

  private static boolean isChange(Set<? extends OpenOption> options) {
    return options.contains(StandardOpenOption.WRITE)
        || options.contains(StandardOpenOption.APPEND);
  }

  private Path wrap(Path path) {
    return new SteppedPath(system, path);
  }

  @Override
  public String getScheme() {
    return real.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    return real.newFileSystem(uri, env);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return wrap(real.getPath(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    FileChannel channel = newFileChannel(path, options, attributes);
    return isChange(options) ? new WrittenFile(channel, path) : channel;
  }

  private record WrittenFile(FileChannel real, Path path) implements SeekableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      steps.before("write", path);
      return real.write(bytes);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return real.read(bytes);
    }

    @Override
    public long position() throws IOException {
      return real.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      real.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return real.isOpen();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean isChange = isChange(options);
    if (isChange) {
      steps.before("create", path);
    }
    FileChannel channel = real.newFileChannel(SteppedPath.real(path), options, attributes);
    if (isChange) {
      channels.opened(channel);
    }
    return channel;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        real.newDirectoryStream(SteppedPath.real(folder), path -> filter.accept(wrap(path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return wrap(paths.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    steps.before("mkdir", folder);
    real.createDirectory(SteppedPath.real(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    steps.before("delete", path);
    real.delete(SteppedPath.real(path));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    steps.before("copy", to);
    real.copy(SteppedPath.real(from), SteppedPath.real(to), options);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    steps.before("rename", to);
    real.move(SteppedPath.real(from), SteppedPath.real(to), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real.isSameFile(SteppedPath.real(one), SteppedPath.real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(SteppedPath.real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(SteppedPath.real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(SteppedPath.real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(SteppedPath.real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(SteppedPath.real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(SteppedPath.real(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(SteppedPath.real(path), attribute, value, options);
  }
}
