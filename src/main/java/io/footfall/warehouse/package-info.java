/**
 * The load of the lake's sealed batches into a warehouse (src/docs/formats.md, section 2.6): Amazon
 * Redshift or PostgreSQL. A ledger in the warehouse lists the loaded batches, and changes in the
 * same transaction as the rows.
 */
@NullMarked
package io.footfall.warehouse;

import org.jspecify.annotations.NullMarked;
