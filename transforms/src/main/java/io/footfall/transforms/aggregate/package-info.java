/** The composite behind every aggregate: fold in the bundle, group by partition, merge. */
@NullMarked
package io.footfall.transforms.aggregate;

import org.jspecify.annotations.NullMarked;
