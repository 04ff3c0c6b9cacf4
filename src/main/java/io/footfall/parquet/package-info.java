/**
 * Parquet files (https://parquet.apache.org/docs/file-format/) without Hadoop: the headers and the
 * footer are the Parquet project's own code, the encodings are ours. What is read here is what was
 * written here.
 */
@NullMarked
package io.footfall.parquet;

import org.jspecify.annotations.NullMarked;
