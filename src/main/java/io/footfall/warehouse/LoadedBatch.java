package io.footfall.warehouse;

import java.io.Serializable;

/**
 * A batch that a load has put into the warehouse.
 *
 * @param dataset {@code visits} or {@code purchases}
 * @param batch its id
 * @param run which run has written it
 * @param rows how many rows were put in
 * @param files how many files were read for it
 * @param bytes how long they are; a file that has several batches counts for each
 * @param filesSetAside how many of its files the warehouse would not take
 */
public record LoadedBatch(
    String dataset, String batch, String run, long rows, long files, long bytes, long filesSetAside)
    implements Serializable {}
