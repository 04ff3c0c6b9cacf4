package io.footfall.pipelines;

import io.footfall.testing.steps.SteppedFileSystemProvider;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The file system of a launched program that ends or waits right before one change of a file. It
 * reads the system properties that {@link #options} returns. The labels of all steps are added to a
 * file.
 */
public final class SteppedCommand extends SteppedFileSystemProvider {
  /** Classes whose changes of files are steps. */
  private static final List<String> COMMITS =
      List.of(
          "io.footfall.pipelines.publish.CursorFile",
          "io.footfall.report.WindowFiles",
          "io.footfall.report.OwnedDirectory");

  /** Operations after which a reader and the next run see the same as before. */
  static final Set<String> NO_STEPS = Set.of("mkdir", "write");

  private static final AtomicInteger STEPS = new AtomicInteger();

  /** Called by Java with its own provider, before it has a default file system. */
  public SteppedCommand(FileSystemProvider real) {
    super(real);
    observe(SteppedCommand::before, channel -> {});
  }

  /**
   * Returns the options of Java for a program that acts at a step.
   *
   * @param folder where changes of files are steps
   * @param step the number of the step, or 0 for none
   * @param labels the file for the labels of the steps
   */
  static String options(Path folder, int step, Action action, Path labels) {
    return "-Djava.nio.file.spi.DefaultFileSystemProvider="
        + SteppedCommand.class.getName()
        + " -Dstep.folder="
        + folder
        + " -Dstep.number="
        + step
        + " -Dstep.action="
        + action
        + " -Dstep.labels="
        + labels;
  }

  /** What happens at the step. */
  enum Action {
    /** As by {@code kill -9}. */
    KILL,
    /** SIGTERM; the program does not continue. */
    TERM,
    /** It waits until its standard input ends. */
    PAUSE;

    void run() throws IOException {
      switch (this) {
        case KILL -> Runtime.getRuntime().halt(137);
        case TERM -> {
          new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start();
          while (true) {
            LockSupport.park();
          }
        }
        case PAUSE -> {
          System.out.println("paused");
          System.out.flush();
          System.in.read();
        }
      }
    }
  }

  private static void before(String operation, Path file) throws IOException {
    Path folder = Path.of(System.getProperty("step.folder"));
    if (!file.startsWith(folder) || NO_STEPS.contains(operation) || !isCommit()) {
      return;
    }
    String label = operation + " `" + StepLabel.of(folder.relativize(file).toString()) + "`\n";
    synchronized (SteppedCommand.class) {
      try (FileOutputStream labels =
          new FileOutputStream(System.getProperty("step.labels"), true)) {
        labels.write(label.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (STEPS.incrementAndGet() == Integer.getInteger("step.number")) {
      Action.valueOf(System.getProperty("step.action")).run();
    }
  }

  private static boolean isCommit() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame -> COMMITS.contains(frame.getClassName().replaceFirst("\\$.*", ""))));
  }
}
