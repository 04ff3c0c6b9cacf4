package io.footfall.pipelines.inspect;

import java.util.List;

/**
 * The records of a sample, by column.
 *
 * @param columns in their order, of JSON by dotted path
 * @param header whether the names are those of the file; false if its first line is a record
 * @param exactNames whether a name must be written as the dataset has it, as in JSON
 * @param options that find the columns
 * @param notes ambiguities, and the evidence for the options
 * @param delimiter of CSV, for a person; otherwise empty
 * @param rows the number of records examined
 */
record Sample(
    List<ColumnProfile> columns,
    boolean header,
    boolean exactNames,
    List<String> options,
    List<String> notes,
    String delimiter,
    int rows) {}
