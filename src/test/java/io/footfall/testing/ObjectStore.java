package io.footfall.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * An in-memory Beam file system that behaves like an object store: {@code objects://bucket/key}.
 * There are no directories, objects appear when they are closed, and renaming is copying and
 * deleting. Shared by the whole process.
 */
public final class ObjectStore extends FileSystem<ObjectStore.Key> {
  private static final String SCHEME = "objects";
  private static final NavigableMap<String, byte[]> OBJECTS = new ConcurrentSkipListMap<>();

  /** Registers the file system with Beam. */
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new ObjectStore());
    }
  }

  /** Returns the names of the objects with a prefix. */
  public static List<String> names(String prefix) {
    return OBJECTS.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** Returns the content of an object. */
  public static byte[] content(String name) {
    return Objects.requireNonNull(OBJECTS.get(name), name);
  }

  /** Creates an object. */
  public static void put(String name, byte[] content) {
    OBJECTS.put(name, content);
  }

  /**
   * The name of an object.
   *
   * @param name name with the scheme
   */
  public record Key(String name) implements ResourceId {
    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      boolean folder = options == StandardResolveOptions.RESOLVE_DIRECTORY;
      return new Key(name + other + (folder && !other.endsWith("/") ? "/" : ""));
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Key(name.substring(0, name.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return name.endsWith("/");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      Pattern wanted = Pattern.compile("\\Q" + spec.replace("*", "\\E[^/]*\\Q") + "\\E");
      List<Metadata> found = new ArrayList<>();
      OBJECTS.forEach(
          (name, content) -> {
            if (wanted.matcher(name).matches()) {
              found.add(
                  Metadata.builder()
                      .setResourceId(new Key(name))
                      .setSizeBytes(content.length)
                      .setIsReadSeekEfficient(false)
                      .build());
            }
          });
      results.add(
          found.isEmpty()
              ? MatchResult.create(Status.NOT_FOUND, new FileNotFoundException(spec))
              : MatchResult.create(Status.OK, found));
    }
    return results;
  }

  @Override
  protected WritableByteChannel create(Key key, CreateOptions options) {
    return Channels.newChannel(
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            OBJECTS.put(key.name(), toByteArray());
          }
        });
  }

  @Override
  protected ReadableByteChannel open(Key key) throws IOException {
    byte[] content = OBJECTS.get(key.name());
    if (content == null) {
      throw new FileNotFoundException(key.name());
    }
    return Channels.newChannel(new ByteArrayInputStream(content));
  }

  @Override
  protected void copy(List<Key> from, List<Key> to) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      byte[] content = OBJECTS.get(from.get(i).name());
      if (content == null) {
        throw new FileNotFoundException(from.get(i).name());
      }
      OBJECTS.put(to.get(i).name(), content);
    }
  }

  @Override
  protected void rename(
      List<Key> from, List<Key> to, org.apache.beam.sdk.io.fs.MoveOptions... options)
      throws IOException {
    copy(from, to);
    delete(from);
  }

  @Override
  protected void delete(Collection<Key> keys) {
    keys.forEach(key -> OBJECTS.remove(key.name()));
  }

  @Override
  protected Key matchNewResource(String name, boolean isDirectory) {
    return new Key(isDirectory && !name.endsWith("/") ? name + "/" : name);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }
}
