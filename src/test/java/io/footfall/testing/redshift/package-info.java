/**
 * A stand-in for Amazon Redshift: it speaks to Redshift's own driver, keeps its tables in a
 * PostgreSQL, reads the Parquet files of a COPY itself, and refuses what Redshift's documentation
 * says that Redshift refuses.
 */
package io.footfall.testing.redshift;
