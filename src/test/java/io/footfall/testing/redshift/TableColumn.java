package io.footfall.testing.redshift;

/**
 * A column of a table.
 *
 * @param name its name
 * @param type as PostgreSQL tells it, such as {@code numeric(38,9)}
 * @param maxBytes the length of a VARCHAR, in bytes as on Redshift; 0 for other types
 */
record TableColumn(String name, String type, int maxBytes) {}
