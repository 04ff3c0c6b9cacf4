/** Records that are JSON objects. */
@NullMarked
package io.footfall.json;

import org.jspecify.annotations.NullMarked;
