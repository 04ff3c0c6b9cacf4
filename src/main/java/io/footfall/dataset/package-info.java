/**
 * The interface between datasets and shared code: records, aggregates, tables, lake table, SQL
 * relations and warehouse keys. Also the only list of datasets.
 */
@NullMarked
package io.footfall.dataset;

import org.jspecify.annotations.NullMarked;
