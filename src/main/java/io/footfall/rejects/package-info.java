/** Records that are not counted, with the reason. */
@NullMarked
package io.footfall.rejects;

import org.jspecify.annotations.NullMarked;
