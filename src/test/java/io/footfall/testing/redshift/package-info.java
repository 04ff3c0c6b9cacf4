/**
 * A stand-in for Amazon Redshift that works with Redshift's own driver, stores tables in
 * PostgreSQL, reads the Parquet files of a COPY itself, and refuses what Redshift's documentation
 * says Redshift refuses.
 */
package io.footfall.testing.redshift;
