/**
 * Parquet files (https://parquet.apache.org/docs/file-format/) without Hadoop: encodings and footer
 * are the Parquet project's own code, the way of the bytes into files is ours.
 */
@NullMarked
package io.footfall.parquet;

import org.jspecify.annotations.NullMarked;
