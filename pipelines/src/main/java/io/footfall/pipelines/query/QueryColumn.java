package io.footfall.pipelines.query;

/**
 * A column of a result.
 *
 * @param name its name
 * @param type its type in the database, such as {@code BIGINT} or {@code DECIMAL(38,9)}
 * @param isNumber whether its values are numbers
 */
public record QueryColumn(String name, String type, boolean isNumber) {}
