package io.footfall.warehouse;

import java.io.Serializable;

/**
 * A file that the warehouse refused.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param file its path
 * @param rows the number of its rows, from the seal
 * @param error the message of the warehouse
 */
public record SetAsideFile(String dataset, String file, long rows, String error)
    implements Serializable {}
