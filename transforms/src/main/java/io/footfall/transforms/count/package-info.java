/** From blocks of records to committed reports and to the results of windows, for any dataset. */
@NullMarked
package io.footfall.transforms.count;

import org.jspecify.annotations.NullMarked;
