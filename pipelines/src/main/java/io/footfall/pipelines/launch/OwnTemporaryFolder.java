package io.footfall.pipelines.launch;

import io.footfall.pipelines.console.ErrorOutput;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A directory for temporary files that is deleted when the process ends.
 *
 * <p>Embedded Flink leaves 20 MB in the system's directory after each run, because its cluster
 * closes in the background and the process does not wait for it. A killed process leaves the
 * directory.
 */
public final class OwnTemporaryFolder {
  private static final String PROPERTY = "java.io.tmpdir";
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final long NANOS_BETWEEN_TRIES = 1_000_000;

  private OwnTemporaryFolder() {}

  /**
   * Creates the directory if the arguments name an engine that needs it, and sets {@code
   * java.io.tmpdir}. Call this before any class of an engine is loaded, because the property is
   * read early.
   *
   * @throws IOException if the directory cannot be created
   */
  public static void useIfNeeded(String[] args) throws IOException {
    if (OwnProcess.isFlink(args) && OwnProcess.isEmbedded(args)) {
      Path folder = Files.createTempDirectory("footfall-");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> remove(folder), "remove-temporary-files"));
      System.setProperty(PROPERTY, folder.toString());
    }
  }

  /** Deletes the directory, even while other threads add or delete files in it. */
  public static void remove(Path folder) {
    long start = System.nanoTime();
    while (Files.exists(folder) && System.nanoTime() - start < MOST.toNanos()) {
      try {
        Files.walkFileTree(folder, new Remover());
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        // The engine's threads still use the directory and will end soon.
        LockSupport.parkNanos(NANOS_BETWEEN_TRIES);
      } catch (IOException e) {
        new ErrorOutput(System.err)
            .warning("could not delete the temporary files in " + folder + ": " + e);
        return;
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
