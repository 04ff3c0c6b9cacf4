/** From lines and messages to records, rejects and counts. */
@NullMarked
package io.footfall.transforms.records;

import org.jspecify.annotations.NullMarked;
