/**
 * Parquet files (https://parquet.apache.org/docs/file-format/) without Hadoop: headers and footer
 * use the Parquet project's own code, the encodings are ours. The readers only read what the
 * writers wrote.
 */
@NullMarked
package io.footfall.parquet;

import org.jspecify.annotations.NullMarked;
