/**
 * The composite that every aggregate is made with: fold in the bundle, group by partition, merge.
 */
@NullMarked
package io.footfall.transforms.aggregate;

import org.jspecify.annotations.NullMarked;
