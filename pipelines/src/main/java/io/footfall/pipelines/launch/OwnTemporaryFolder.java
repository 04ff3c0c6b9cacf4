package io.footfall.pipelines.launch;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder for temporary files that goes when the process ends.
 *
 * <p>Embedded Flink puts 20 MB into the system's folder at each run and leaves them there: its
 * cluster is closed in the background, and a process that has its answer, or was told to stop, does
 * not wait for that. (A process that is killed without notice leaves the folder.)
 */
public final class OwnTemporaryFolder {
  private static final String PROPERTY = "java.io.tmpdir";
  private static final int MOST_TRIES = 100;

  private OwnTemporaryFolder() {}

  /**
   * Makes the folder if the arguments name an engine that needs it, and says in the system property
   * {@code java.io.tmpdir} where it is. Only what reads the property later uses it, so this comes
   * before any class of an engine is loaded.
   *
   * @throws IOException if the folder cannot be made
   */
  public static void useIfNeeded(String[] args) throws IOException {
    if (OwnProcess.isFlink(args) && OwnProcess.isEmbedded(args)) {
      Path folder = Files.createTempDirectory("footfall-");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> remove(folder), "remove-temporary-files"));
      System.setProperty(PROPERTY, folder.toString());
    }
  }

  /** Removes the folder, whatever others still put into it or take from it. */
  static void remove(Path folder) {
    for (int i = 0; i < MOST_TRIES && Files.exists(folder); i++) {
      try {
        Files.walkFileTree(folder, new Remover());
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        Thread.onSpinWait(); // The engine's own threads are at work in it, and will be done soon.
      } catch (IOException e) {
        System.err.println(
            "footfall: the temporary files in " + folder + " could not be removed: " + e);
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
