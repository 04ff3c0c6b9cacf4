/** RFC 4180: records and fields of delimited text. */
@NullMarked
package io.footfall.csv;

import org.jspecify.annotations.NullMarked;
