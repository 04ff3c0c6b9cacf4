import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one program over one piece of work.
 *
 * @param program its name, with the Java that it ran on if several were asked for
 * @param reference the runs of DuckDB in the same rounds; empty if it did not run
 */
record Result(
    String work, long rows, String program, List<Measurement> runs, List<Measurement> reference) {

  double median(ToDoubleFunction<Measurement> value) {
    return medianOf(runs.stream().mapToDouble(value).toArray());
  }

  /** Returns the median of the ratios per round, in which the speed of the machine cancels out. */
  double ratio() {
    double[] ratios = new double[Math.min(runs.size(), reference.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = runs.get(i).wall() / reference.get(i).wall();
    }
    return ratios.length == 0 ? Double.NaN : medianOf(ratios);
  }

  String tableRow(int cores) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f (%.2f to %.2f) | %.2f | %.0f | %s | %.0f %% |",
        program,
        median(Measurement::wall),
        runs.stream().mapToDouble(Measurement::wall).min().orElseThrow(),
        runs.stream().mapToDouble(Measurement::wall).max().orElseThrow(),
        median(Measurement::cpu),
        median(Measurement::peakMegabytes),
        reference.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", ratio()),
        100 * median(run -> run.serialShare(cores)));
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"work\": \"%s\", \"rows\": %d, \"program\": \"%s\", \"runs\": %d, \"wallSeconds\": %.3f,"
            + " \"cpuSeconds\": %.3f, \"peakMegabytes\": %.0f, \"ratio\": %s}",
        work,
        rows,
        program,
        runs.size(),
        median(Measurement::wall),
        median(Measurement::cpu),
        median(Measurement::peakMegabytes),
        reference.isEmpty() ? "null" : String.format(Locale.ROOT, "%.3f", ratio()));
  }

  private static double medianOf(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
