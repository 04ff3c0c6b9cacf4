package io.footfall.pipelines;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.testing.steps.SteppedFileSystemProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program, in a Java whose file system is {@link SteppedFileSystemProvider}: acts at one step
 * of a commit. A step is a change of a file that a class of a commit makes.
 *
 * <ul>
 *   <li>{@code all FOLDER RESULTS SCENARIO}: for every step of a scenario, SIGTERM, SIGKILL and a
 *       second process, in this process. After a kill, no thread of the dead run changes a file any
 *       more, and its locks are gone, so the files are as SIGKILL would leave them. SIGTERM starts
 *       the shutdown hook of the run; once it has ended, the run is killed, as Java would do.
 *   <li>{@code signal FOLDER STEP SCENARIO}: prepared by the caller; this process sends itself
 *       SIGTERM at a step.
 * </ul>
 */
final class StepHarness {
  private static final Set<String> COMMITS =
      Set.of(
          "io.footfall.report.OutputClaim",
          "io.footfall.report.ReportCommit",
          "io.footfall.report.WindowFiles",
          "io.footfall.lake.BatchCommit",
          "io.footfall.lake.StreamBatch",
          "io.footfall.lake.Compaction",
          "io.footfall.pipelines.replay.Replay");

  /** Begins the line of a file for which there was no space. */
  static final String FULL = "FULL";

  private static final Pattern OPTION = Pattern.compile("(?<=another directory with )--\\w+");
  private static final long MOST_MILLIS = 120_000;
  private static final InheritableThreadLocal<@Nullable Life> LIFE = new InheritableThreadLocal<>();

  private StepHarness() {}

  /** The process was killed. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** What happens at a step. */
  private interface Action {
    void run(Life life) throws IOException;
  }

  /** One run of the program. */
  private static final class Life {
    private final Path folder;
    private final int at;
    private final Action action;
    private final List<String> labels = new ArrayList<>();
    private final Queue<FileChannel> channels = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;
    private final Set<String> written = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile String fullAt = "";
    private volatile boolean full;

    Life(Path folder, int at, Action action) {
      this.folder = folder;
      this.at = at;
      this.action = action;
    }

    void before(String operation, Path file) throws IOException {
      if (!file.startsWith(folder)) {
        return;
      }
      if (dead) {
        throw new Killed();
      }
      String label = StepLabel.of(folder.relativize(file).toString());
      if (operation.equals("write")) {
        written.add(label);
        full |= label.equals(fullAt);
        if (full) {
          throw new IOException("No space left on device");
        }
      }
      if (SteppedCommand.NO_STEPS.contains(operation) || !isCommit()) {
        return;
      }
      synchronized (labels) {
        labels.add(operation + " `" + label + "`");
        if (labels.size() != at) {
          return;
        }
      }
      action.run(this);
    }

    private static boolean isCommit() {
      return StackWalker.getInstance()
          .walk(
              frames ->
                  frames.anyMatch(
                      frame -> {
                        String name = frame.getClassName();
                        int inner = name.indexOf('$');
                        return COMMITS.contains(inner < 0 ? name : name.substring(0, inner));
                      }));
    }

    /** What the system does with the locks of a process that dies. */
    void die() {
      dead = true;
      for (FileChannel channel : channels) {
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      System.getProperties().keySet().removeIf(key -> key.toString().startsWith("footfall.lock."));
    }
  }

  public static void main(String[] args) throws Exception {
    SteppedFileSystemProvider.observe(
        (operation, file) -> {
          Life life = LIFE.get();
          if (life != null) {
            life.before(operation, file);
          }
        },
        channel -> {
          Life life = LIFE.get();
          if (life != null) {
            life.channels.add(channel);
          }
        });
    Path folder = Path.of(args[1]);
    if (args[0].equals("signal")) {
      int step = Integer.parseInt(args[2]);
      CommitScenario scenario = scenario(args[3]);
      LIFE.set(new Life(folder, step, life -> terminate()));
      Footfall.main(CommitScenario.in(folder, scenario.command()));
      return;
    }
    try (PrintStream results = new PrintStream(args[2])) {
      new Steps(scenario(args[3]), folder, results).run();
    }
    System.exit(0);
  }

  static CommitScenario scenario(String name) {
    return CommitScenario.ALL.stream().filter(s -> s.name().equals(name)).findAny().orElseThrow();
  }

  /** Sends SIGTERM to this process; returns once its shutdown hook waits for this thread. */
  private static void terminate() throws IOException {
    new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start();
    long start = System.nanoTime();
    while (System.nanoTime() - start < MOST_MILLIS * 1_000_000) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("stop") && thread.getState() == Thread.State.TIMED_WAITING) {
          return;
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** All steps of a scenario. */
  private static final class Steps {
    private final CommitScenario scenario;
    private final Path folder;
    private final Path prepared;
    private final PrintStream results;
    private String done = "";
    private String doneTwice = "";

    Steps(CommitScenario scenario, Path top, PrintStream results) {
      this.scenario = scenario;
      this.results = results;
      folder = top.resolve("work");
      prepared = top.resolve("prepared");
    }

    void run() throws Exception {
      delete(folder);
      delete(prepared);
      scenario.prepare(folder);
      copy(folder, prepared);
      String before = CommitScenario.snapshot(folder);
      Life undisturbed = new Life(folder, 0, life -> {});
      Ended ended = call(undisturbed);
      require(ended.status() == 0, "undisturbed", ended.said());
      done = CommitScenario.snapshot(folder);
      require(!done.contains("left behind"), "undisturbed", done);
      call(null);
      doneTwice = CommitScenario.snapshot(folder);
      for (int step = 1; step <= undisturbed.labels.size(); step++) {
        String label = undisturbed.labels.get(step - 1);
        results.println(
            step
                + "\t"
                + label
                + "\t"
                + terminated(step, before)
                + "\t"
                + killed(step, before)
                + "\t"
                + second(step));
        results.flush();
      }
      // A stream that cannot write its claim does not start.
      undisturbed.written.removeIf(file -> file.contains("_stream"));
      for (String file : undisturbed.written) {
        results.println(FULL + "\t`" + file + "`\t" + full(file, before));
        results.flush();
      }
    }

    private Ended call(@Nullable Life life) throws InterruptedException {
      Ended[] ended = new Ended[1];
      // A thread of its own: those that it starts inherit its life, and no others do.
      Thread main =
          new Thread(
              () -> {
                LIFE.set(life);
                try {
                  ended[0] = scenario.run(folder);
                } catch (Killed e) {
                  ended[0] = new Ended(137, "", "");
                } catch (Error e) {
                  ended[0] = new Ended(137, "", e.toString());
                }
              });
      main.start();
      main.join();
      return ended[0];
    }

    private String killed(int step, String before) throws Exception {
      reset();
      Life life =
          new Life(
              folder,
              step,
              l -> {
                l.die();
                throw new Killed();
              });
      call(life);
      require(life.dead, "kill at step " + step, "the step was not reached");
      String left = CommitScenario.snapshot(folder);
      require(!left.contains("names a missing"), "kill at step " + step, left);
      Ended again = call(null);
      String after = CommitScenario.snapshot(folder);
      require(
          isDone(after),
          "kill at step " + step + ", then a rerun",
          again.said() + "\n" + after + "\nexpected\n" + done);
      if (again.err().contains("completed")) {
        return "the next run completes it";
      }
      return state(left, before)
          + "; the next run "
          + (again.status() == 0 ? "succeeds" : "is refused (already complete)");
    }

    /** A replay that is run again tries again what it has rejected. */
    private boolean isDone(String snapshot) {
      return snapshot.equals(done) || snapshot.equals(doneTwice);
    }

    private String state(String left, String before) {
      if (!visible(left).equals(visible(before)) && sealed(left).equals(sealed(before))) {
        return "unchanged according to the seals, but a glob matches other files";
      }
      return visible(left).equals(visible(before))
          ? "as before"
          : visible(left).equals(visible(done)) ? "complete" : "partly in place";
    }

    /** What SIGTERM does: the shutdown hook runs beside the run, then everything ends. */
    private String terminated(int step, String before) throws Exception {
      reset();
      boolean[] hooked = new boolean[1];
      ByteArrayOutputStream late = new ByteArrayOutputStream();
      PrintStream lateError = new PrintStream(late, true, StandardCharsets.UTF_8);
      Life life =
          new Life(
              folder,
              step,
              l -> {
                Thread hook = shutdownHook();
                if (hook == null) {
                  l.die();
                  throw new Killed();
                }
                hooked[0] = true;
                // What the run has said is lost with it, but not what its hook says.
                System.setErr(lateError);
                hook.start();
                awaitBlockedOrEnded(hook);
                new Thread(
                        () -> {
                          awaitEnded(hook);
                          l.die();
                        })
                    .start();
              });
      Ended ended;
      PrintStream standardError = System.err;
      System.setErr(lateError);
      try {
        ended = call(life);
        if (hooked[0]) {
          // The hook may outlive the run; Java would wait for it.
          awaitDead(life);
        }
      } finally {
        System.setErr(standardError);
      }
      String err = ended.err() + late.toString(StandardCharsets.UTF_8);
      String left = CommitScenario.snapshot(folder);
      String said = "";
      if (hooked[0]) {
        Ending ending = Ending.of(err);
        require(
            ending.isTrue(visible(left), visible(before), visible(done)),
            "SIGTERM at step " + step + ": the console said " + ending,
            err + "\n" + left);
        said = ending.text;
      }
      Ended again = call(null);
      String after = CommitScenario.snapshot(folder);
      require(
          isDone(after),
          "SIGTERM at step " + step + ", then a rerun",
          ended.said() + "\nagain: " + again.said() + "\n" + after + "\nexpected\n" + done);
      return said.isEmpty() ? state(left, before) : said;
    }

    /** A disk that has no more space from the first byte of a file on. */
    private String full(String file, String before) throws Exception {
      reset();
      Life life = new Life(folder, 0, l -> {});
      life.fullAt = file;
      Ended ended = call(life);
      String left = CommitScenario.snapshot(folder);
      Matcher option = OPTION.matcher(ended.err());
      require(ended.status() == 74, "full disk at " + file, ended.said());
      require(!left.contains("left behind"), "full disk at " + file, left);
      String found = state(left, before);
      Ended again = call(null);
      require(
          again.status() == 0 && isDone(CommitScenario.snapshot(folder)),
          "full disk at " + file + ", then a rerun",
          ended.said() + "\nagain: " + again.said() + "\n" + CommitScenario.snapshot(folder));
      String said =
          option.find()
              ? "names `" + option.group() + "`"
              : scenario.write() == null ? ended.err().strip() : "the stream waits";
      return said + "\t" + found;
    }

    private String second(int step) throws Exception {
      reset();
      Ended[] other = new Ended[1];
      Life life =
          new Life(
              folder,
              step,
              l -> {
                try {
                  other[0] = call(null);
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              });
      Ended first = call(life);
      String after = CommitScenario.snapshot(folder);
      require(other[0] != null, "second at step " + step, "the step was not reached");
      require(
          isDone(after),
          "a second process at step " + step,
          first.said() + "\nsecond: " + other[0].said() + "\n" + after + "\nexpected\n" + done);
      return outcome("the first ", first) + ", " + outcome("the second ", other[0]);
    }

    private String outcome(String which, Ended ended) {
      String err = ended.err();
      if (scenario.write() != null && ended.status() != 0) {
        return which + "fails";
      }
      if (ended.status() == 0) {
        return which
            + (ended.out().contains("nothing to replay") || ended.out().contains("no day")
                ? "finds nothing to do"
                : "succeeds");
      }
      if (err.contains("Another run is writing") || err.contains("is locked by")) {
        return which + "is refused (locked)";
      }
      if (err.contains("already")) {
        return which + "is refused (already complete)";
      }
      return which
          + "fails with status "
          + ended.status()
          + " ("
          + err.lines()
              .findFirst()
              .orElse("")
              .replace(folder + "/", "")
              .replaceFirst("^footfall: (.*)[.]$", "$1")
          + ")";
    }

    private void require(boolean condition, String when, String said) {
      if (!condition) {
        results.println("FAILED " + scenario.name() + ", " + when + ": " + said.replace('\t', ' '));
        results.flush();
      }
    }

    private void reset() throws IOException {
      delete(folder);
      copy(prepared, folder);
    }
  }

  /** What the console said about a run that was stopped. */
  private enum Ending {
    NO_REPORT("stopped; no report was written", "\"no report was written\""),
    COMPLETE("the report is complete", "\"the report is complete\""),
    PARTIAL("it completes the report first", "\"stopped while the report was being put in place\""),
    BY_DAY("compacted days remain compacted", "\"compacted days remain compacted\""),
    SILENT("", "nothing said");

    private final String sign;
    private final String text;

    Ending(String sign, String text) {
      this.sign = sign;
      this.text = text;
    }

    static Ending of(String err) {
      return Arrays.stream(values()).filter(e -> err.contains(e.sign)).findFirst().orElseThrow();
    }

    boolean isTrue(String left, String before, String done) {
      return switch (this) {
        case NO_REPORT -> left.equals(before);
        case COMPLETE -> left.equals(done);
        case PARTIAL -> true;
        case BY_DAY -> List.of(sealed(before), sealed(done)).contains(sealed(left));
        case SILENT -> false;
      };
    }
  }

  /** The hook that the run has registered; Java shows it to nobody. */
  private static @Nullable Thread shutdownHook() {
    try {
      Class<?> hooks = Class.forName("java.lang.ApplicationShutdownHooks");
      java.lang.reflect.Field field = hooks.getDeclaredField("hooks");
      field.setAccessible(true);
      for (Object hook : ((java.util.Map<?, ?>) field.get(null)).keySet()) {
        if (hook instanceof Thread thread && thread.getName().equals("stop")) {
          return thread;
        }
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitBlockedOrEnded(Thread hook) {
    while (hook.getState() != Thread.State.TIMED_WAITING
        && hook.getState() != Thread.State.TERMINATED) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitEnded(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitDead(Life life) {
    while (!life.dead) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Without what no reader sees. */
  private static String visible(String snapshot) {
    return String.join(
        "\n",
        Arrays.stream(snapshot.split("\n")).filter(l -> !l.startsWith("left behind")).toList());
  }

  /** Without what a reader does not see who goes by the seals. */
  private static String sealed(String snapshot) {
    return String.join(
        "\n",
        Arrays.stream(visible(snapshot).split("\n"))
            .filter(l -> !l.startsWith("the lake has"))
            .toList());
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copied = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(path, copied, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
