package io.footfall.report;

import io.footfall.aggregate.KeyTable.SliceOrder;
import java.io.Serializable;

/**
 * A table of a report.
 *
 * @param name the file's name without its ending
 * @param header the first line, without a line break
 * @param keyField which field of a row decides between rows with equal sort keys
 * @param ties how it decides
 */
public record Table(String name, String header, int keyField, TieOrder ties)
    implements Serializable {
  /** A {@link SliceOrder} that can be shipped. */
  @FunctionalInterface
  public interface TieOrder extends SliceOrder, Serializable {}
}
