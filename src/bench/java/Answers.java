import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table with the exact answers.
 *
 * @param file the table as CSV
 */
record Answers(Path file) {

  /**
   * Compares a program's table. Headers may differ; rows must be equal, numbers by value.
   *
   * @throws IllegalStateException if a row differs
   */
  void check(String program, Path mine) throws IOException {
    try (BufferedReader a = Files.newBufferedReader(mine);
        BufferedReader b = Files.newBufferedReader(file)) {
      a.readLine();
      b.readLine();
      for (long line = 2; ; line++) {
        String found = a.readLine();
        String expected = b.readLine();
        if (found == null && expected == null) {
          return;
        }
        if (found == null || expected == null || !sameRow(found, expected)) {
          throw new IllegalStateException(
              program
                  + ": line "
                  + line
                  + " of "
                  + mine
                  + " is "
                  + found
                  + "; expected "
                  + expected);
        }
      }
    }
  }

  /** Compares numbers by value, because programs write different trailing zeros. */
  private static boolean sameRow(String found, String expected) {
    if (found.equals(expected)) {
      return true;
    }
    String[] a = found.split(",");
    String[] b = expected.split(",");
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!a[i].equals(b[i])
          && !(a[i].matches("-?[0-9.]+")
              && b[i].matches("-?[0-9.]+")
              && new BigDecimal(a[i]).compareTo(new BigDecimal(b[i])) == 0)) {
        return false;
      }
    }
    return true;
  }
}
