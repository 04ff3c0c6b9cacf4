package io.footfall.warehouse;

import java.io.Serializable;

/**
 * A batch that was loaded into the warehouse.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param batch its ID
 * @param run the run that wrote it
 * @param rows the number of rows loaded
 * @param files the number of files read
 * @param bytes the size of the files; a file with records of several batches is included for each
 * @param filesSetAside the number of its files that the warehouse refused
 */
public record LoadedBatch(
    String dataset, String batch, String run, long rows, long files, long bytes, long filesSetAside)
    implements Serializable {}
