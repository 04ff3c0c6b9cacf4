package io.footfall.dataset;

/**
 * The SQL relations of a dataset. The records have the dataset's name and the columns of its {@link
 * LakeTable}; the sums of each day are a second relation.
 *
 * @param about the meaning of a row of the records, such as {@code a row per visit}
 * @param daily the sums of each day
 */
public record SqlRelations(String about, DailySums daily) {}
