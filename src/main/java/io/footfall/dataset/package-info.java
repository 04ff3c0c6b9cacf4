/**
 * What a dataset is to everything that all datasets share: its records, aggregates, tables, lake
 * table, relations and warehouse, and the one list of datasets.
 */
@NullMarked
package io.footfall.dataset;

import org.jspecify.annotations.NullMarked;
