/** Steps that load sealed batches of the lake into a warehouse. */
@NullMarked
package io.footfall.transforms.warehouse;

import org.jspecify.annotations.NullMarked;
