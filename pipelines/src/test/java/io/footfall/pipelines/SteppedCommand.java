package io.footfall.pipelines;

import io.footfall.testing.steps.SteppedFileSystemProvider;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The program, in a Java whose file system is {@link SteppedFileSystemProvider}: it ends or waits
 * right before one change of a file. Arguments: {@code FOLDER STEP ACTION LABELS COMMAND...}; the
 * labels of all steps are added to a file.
 */
final class SteppedCommand {
  /** Classes whose changes of files are steps. */
  private static final List<String> COMMITS =
      List.of(
          "io.footfall.pipelines.publish.CursorFile",
          "io.footfall.report.WindowFiles",
          "io.footfall.report.OwnedDirectory");

  private static final AtomicInteger STEPS = new AtomicInteger();

  private SteppedCommand() {}

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

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int at = Integer.parseInt(args[1]);
    Action action = Action.valueOf(args[2].toUpperCase(Locale.ROOT));
    SteppedFileSystemProvider.observe(
        (operation, file) -> {
          if (!file.startsWith(folder) || operation.equals("mkdir") || !isCommit()) {
            return;
          }
          String label =
              operation + " `" + StepLabel.of(folder.relativize(file).toString()) + "`\n";
          synchronized (SteppedCommand.class) {
            try (FileOutputStream labels = new FileOutputStream(args[3], true)) {
              labels.write(label.getBytes(StandardCharsets.UTF_8));
            }
          }
          if (STEPS.incrementAndGet() == at) {
            action.run();
          }
        },
        channel -> {});
    Footfall.main(List.of(args).subList(4, args.length).toArray(String[]::new));
  }

  private static boolean isCommit() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame -> COMMITS.contains(frame.getClassName().replaceFirst("\\$.*", ""))));
  }
}
