/** From slices of files to committed reports, for any dataset. */
@NullMarked
package io.footfall.transforms.report;

import org.jspecify.annotations.NullMarked;
