import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a whole process used.
 *
 * @param wall seconds from its start to its end
 * @param cpu seconds of all its threads
 * @param peakMegabytes largest resident set
 */
record Measurement(double wall, double cpu, double peakMegabytes) {
  private static final long MILLIS_BETWEEN_POLLS = 10;

  /** Runs a process to its end, and reads its resource usage from the kernel while it runs. */
  static Measurement of(List<String> command, Map<String, String> environment, Path log)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    long start = System.nanoTime();
    Process process = builder.start();
    long cpuMillis = 0;
    long peak = 0;
    boolean ended;
    do {
      ended = process.waitFor(MILLIS_BETWEEN_POLLS, TimeUnit.MILLISECONDS);
      cpuMillis =
          Math.max(cpuMillis, process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L));
      peak = Math.max(peak, peakKilobytes(process.pid()));
    } while (!ended);
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          command + " ended with status " + process.exitValue() + ":\n" + Files.readString(log));
    }
    return new Measurement(wall, cpuMillis / 1e3, peak / 1024.0);
  }

  /**
   * Returns the share of the work that ran on one core, by Amdahl's law: with it, n cores need the
   * measured time for the measured CPU seconds.
   */
  double serialShare(int cores) {
    double busy = cpu / wall;
    return cores == 1 ? 1 : Math.min(1, Math.max(0, (cores / busy - 1) / (cores - 1)));
  }

  private static long peakKilobytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // The process has just ended, or this is not Linux.
      return 0;
    }
    return 0;
  }
}
