/**
 * Parquet files (https://parquet.apache.org/docs/file-format/) without Hadoop: headers and footer
 * use the Parquet project's own code, the encodings are Footfall's. The readers read only files of
 * these writers.
 */
@NullMarked
package io.footfall.parquet;

import org.jspecify.annotations.NullMarked;
