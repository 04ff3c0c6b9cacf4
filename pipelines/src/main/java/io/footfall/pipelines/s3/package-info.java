/** S3 options and clients, and the explanation of their failures. */
@NullMarked
package io.footfall.pipelines.s3;

import org.jspecify.annotations.NullMarked;
