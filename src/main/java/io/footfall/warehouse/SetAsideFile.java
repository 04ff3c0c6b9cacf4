package io.footfall.warehouse;

import java.io.Serializable;

/**
 * A file that the warehouse would not take.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param file where it is
 * @param rows how many rows it has, by its seal
 * @param error what the warehouse said
 */
public record SetAsideFile(String dataset, String file, long rows, String error)
    implements Serializable {}
