/** What a record is before it is a visit or a purchase: fields, columns, encodings. */
@NullMarked
package io.footfall.records;

import org.jspecify.annotations.NullMarked;
