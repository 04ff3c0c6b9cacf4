package io.footfall.testing.redshift;

/**
 * A column of a table.
 *
 * @param name name of the column
 * @param type type in PostgreSQL, such as {@code numeric(38,9)}
 * @param maxBytes length of a VARCHAR in bytes, as on Redshift; 0 for other types
 */
record TableColumn(String name, String type, int maxBytes) {}
