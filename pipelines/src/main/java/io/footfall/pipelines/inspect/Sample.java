package io.footfall.pipelines.inspect;

import java.util.List;

/**
 * The records of a sample, by column.
 *
 * @param columns the columns in file order; members of JSON have dotted paths as names
 * @param header whether the names are those of the file; false if its first line is a record
 * @param exactNames whether names must match exactly, including case, as in JSON
 * @param options the options with which a run finds the columns
 * @param notes ambiguities, and the evidence for the options
 * @param delimiter the delimiter of CSV in readable form; otherwise empty
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
