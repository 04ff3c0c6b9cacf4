/**
 * What a dataset is to the parts that all datasets share: its schema, parser, aggregates and
 * tables.
 */
@NullMarked
package io.footfall.dataset;

import org.jspecify.annotations.NullMarked;
