/** S3 as a user finds it: its options, its clients, and what is wrong when it does not answer. */
@NullMarked
package io.footfall.pipelines.s3;

import org.jspecify.annotations.NullMarked;
