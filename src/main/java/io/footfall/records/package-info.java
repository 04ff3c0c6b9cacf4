/** Records before they are visits or purchases: fields, columns, encodings. */
@NullMarked
package io.footfall.records;

import org.jspecify.annotations.NullMarked;
