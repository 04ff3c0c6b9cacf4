package io.footfall.records;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A condition that a record must meet to be read ({@code --where}).
 *
 * @param column the name of a column of the input
 * @param not whether the condition holds if {@code values} does not contain the value
 * @param values the values to compare with, byte for byte; the empty text stands for an empty or
 *     absent value
 */
public record Condition(String column, boolean not, List<String> values) implements Serializable {

  /** Copies the values. */
  public Condition {
    values = List.copyOf(values);
  }

  /**
   * Parses the condition in an option: {@code COLUMN=VALUE|VALUE} or {@code COLUMN!=VALUE|VALUE}.
   *
   * @throws FootfallException if it is not a condition
   */
  public static Condition of(String option) {
    int equals = option.indexOf('=');
    boolean not = equals > 0 && option.charAt(equals - 1) == '!';
    String column = equals < 0 ? "" : option.substring(0, not ? equals - 1 : equals).strip();
    if (column.isEmpty()) {
      throw FootfallException.usage(
          "--where="
              + option
              + " is not a condition. Use COLUMN=VALUE or COLUMN!=VALUE, such as 'status=200|304'.");
    }
    return new Condition(column, not, Arrays.asList(option.substring(equals + 1).split("\\|", -1)));
  }
}
